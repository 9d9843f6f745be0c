"""Tell the sentences that only say who chaired, spoke or attended from the report proper."""

import re

from analysis.corpus.people import find_people

_OFFICE = re.compile("书记|[省市县区州旗镇]长|主任|负责人|负责同志")
_CLAUSES = re.compile(r"[^，；。]+")
_ATTENDS = re.compile(
    r"(?:出席|参加|列席|参会|与会|陪同|到会)(?:了|此次|本次|上述|有关)?[^、]{0,14}$|(?:出席|参加|列席)[^、]{0,14}并(?:讲话|发言|致辞|作[^、]{0,12})$|^(?:出席|参加|列席|参会)[^：]{0,10}：|"
    r"(?:设|在|到)(?:[^、]{0,12}(?:、[^、]{0,12}){0,3})?分会场[^、]{0,10}$"
)
_SPEAKS = re.compile(
    r"(?:主持(?:了)?(?:会议|大会)?(?:并(?:作?讲话|作总结讲话))?|讲话|讲了意见|发言|点评|(?:汇报|通报|介绍|报告)了?(?:有关|相关|具体|各自|工作)*情况|作了?[^、]{0,10}(?:安排|发言|汇报|点评|讲话))$"
)
# Persons by their office, or how the meeting was held, before those who attended are named.
_GROUP = re.compile(
    r"(?:领导|同志|负责人|代表|委员|成员|专家|人员|书记|组长|主任|院长|检察长|[乡镇]长)$|"
    r"^(?:各|有关|相关|部分|[省市州盟县旗区][直级])[^，]{0,40}(?:部门|单位|企业|学校|医院|街道|[区县市旗镇乡])$|"
    r"^会议(?:以|采取|采用|通过)[^，]{0,16}(?:形式|方式)[^，]{0,10}$"
)
_CALLS = re.compile(r"(?<!形式)(?<!方式)召开|举行|听取|传达|指出|强调|要求")


def is_roster(text: str) -> bool:
    """Tell whether every clause of a sentence is a list of persons or says that they were there.

    A sentence that calls a meeting or reports what was said is not a roster.
    """
    clauses = _CLAUSES.findall(text)
    if not clauses or _CALLS.search(text):
        return False
    attends = [bool(_ATTENDS.search(clause)) for clause in clauses]
    speaks = [bool(_SPEAKS.search(clause)) for clause in clauses]
    if not any(attends) and not (any(speaks) and (find_people(text) or _OFFICE.search(text))):
        return False
    return all(
        there or said or _is_list(clause)
        for clause, there, said in zip(clauses, attends, speaks, strict=True)
    )


def _is_list(clause: str) -> bool:
    """Tell whether a clause names persons and does nothing else (its predicate follows later)."""
    people = find_people(clause)
    named = bool(people) and people[-1][1] >= len(clause) - 4
    return named or bool(_GROUP.search(clause))
