"""Tell the sentences that only say who chaired, spoke or attended from the report proper."""

import re

from analysis.corpus.people import find_people

_OFFICE = re.compile("书记|[省市县区州旗镇]长|主任|负责人|负责同志")
_CLAUSES = re.compile(r"[^，；。]+")
_ATTENDS = re.compile(
    r"(?:出席|参加|列席|参会|与会|陪同|到会)(?:了|此次|本次|上述|有关)?[^、]{0,14}$|(?:出席|参加|列席)[^、]{0,14}并(?:讲话|发言|致辞|作[^、]{0,12})$|^(?:出席|参加|列席|参会)[^：]{0,10}：|"
    r"(?:出席|参加|参会|与会)[^、]{0,8}(?:人员|领导|同志|的)(?:还|主要)?有|^(?:此次|本次)?会议[^、]{0,20}开[到至][^、]{0,8}[省市州盟县旗区乡镇村级）]$|"
    r"(?:设|在|到)(?:[^、]{0,12}(?:、[^、]{0,12}){0,3})?分会场[^、]{0,10}$"
)
_SPEAKS = re.compile(
    r"(?:主持(?:了)?(?:会议|大会)?(?:并(?:作?讲话|作总结讲话))?|讲话|讲了意见|发言|点评|(?:汇报|通报|介绍|报告)了?(?:有关|相关|具体|各自|工作)*情况|作了?[^、]{0,10}(?:安排|发言|汇报|点评|讲话))$"
)
# What a person did at the meeting, told between who chaired and who attended.
_TELLS = re.compile("传达|宣读|通报|解读|[作做]了?[^、]{0,10}(?:分析|通报|报告|说明)$")
# Persons by their office, or how the meeting was held, before those who attended are named.
_GROUP = re.compile(
    r"(?:领导|同志|负责人|代表|委员|成员|专家|人员|书记|组长|主任|院长|检察长|常委|主席|部长|秘书长|[省市县区州盟旗乡镇]长)$|"
    r"^(?:各|有关|相关|部分|[省市州盟县旗区][直级])[^，]{0,40}(?:部门|单位|企业|学校|医院|街道|[区县市旗镇乡])$|"
    r"^会议(?:以|采取|采用|通过)[^，]{0,16}(?:形式|方式)[^，]{0,10}$"
)
_CALLS = re.compile(r"(?<!形式)(?<!方式)(?:召开|举行)|听取|指出|强调|要求")
_AND_OTHERS = re.compile("等[^、]{0,8}(?:干部|领导|同志)$")
_BARE_NAME = re.compile(r"[\u3400-\u9fff]{2,3}")
# What is left of a list that is cut off: 省领导施小琳、胡云， or 旗长苏新亚，旗人民政.
_CUT = re.compile("等?|、.{0,2}")
_CUT_OFFICE = re.compile("[省市州盟县旗区](?:委|人大|人民|政|直|领)[^、]{0,8}")


def is_roster(text: str) -> bool:
    """Tell whether every clause of a sentence is a list of persons or says that they were there.

    A sentence that calls a meeting or reports what was said is not a roster.
    """
    clauses = _CLAUSES.findall(text)
    if not clauses or _CALLS.search(text):
        return False
    if text[-1] not in "。：" and _is_cut_list(clauses):
        return True
    attends = [bool(_ATTENDS.search(clause)) for clause in clauses]
    speaks = [bool(_SPEAKS.search(clause)) for clause in clauses]
    if not any(attends) and not (any(speaks) and (find_people(text) or _OFFICE.search(text))):
        return False
    after_name = False
    for clause, there, said in zip(clauses, attends, speaks, strict=True):
        after_name = _is_named(clause) or (after_name and bool(_BARE_NAME.fullmatch(clause)))
        if not (there or said or after_name or _GROUP.search(clause) or _tells(clause)):
            return False
    return True


def _is_named(clause: str) -> bool:
    """Tell whether a clause names persons and does nothing else (its predicate follows later)."""
    people = find_people(clause)
    if not people:
        return False
    end = people[-1][1]
    return end >= len(clause) - 4 or _AND_OTHERS.match(clause, end) is not None


def _tells(clause: str) -> bool:
    people = find_people(clause)
    return bool(people) and _TELLS.search(clause, people[0][1]) is not None


def _is_cut_list(clauses: list[str]) -> bool:
    """Tell whether clauses are titles and names only, the last of them cut off."""
    people = [find_people(clause) for clause in clauses]
    if len(clauses) > 1 and _CUT_OFFICE.fullmatch(clauses[-1]):
        people, clauses = people[:-1], clauses[:-1]
    elif sum(map(len, people)) < 2:
        return False
    ends = [named[-1][1] if named else 0 for named in people]
    return all(
        end and "：" not in clause and _CUT.fullmatch(clause, end)
        for clause, end in zip(clauses, ends, strict=True)
    )
