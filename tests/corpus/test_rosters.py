import pytest

from analysis.corpus.rosters import is_roster


@pytest.mark.parametrize(
    "text",
    [
        "刘宛康、赵会生等有关市领导参加调度会。",
        "市委书记李猛主持并讲话。",
        "省长阮成发出席会议并讲话。",
        "省委常委、常务副省长宗国英主持会议，赵金、刘慧晏、王显刚出席。",
        "省级有关部门、指挥部办公室及各工作组负责同志等在主会场参加会议。",
        "各州（市）、县（市、区）设分会场。",
        "省四套班子领导，省法院院长、省检察院检察长出席大会。",
        "会议以视频形式开到乡镇，县领导王开富、李强参加会议。",
        "五渡镇、沙坪镇负责人作了表态发言。",
        "高义、史占勇分别点评并作工作安排，杨东方参加会议。",
    ],
)
def test_is_roster_finds_who_was_there(text: str):
    assert is_roster(text)


@pytest.mark.parametrize(
    "text",
    [
        "2月12日，市委召开会议，市委书记李猛出席会议。",
        "会议指出，要抓好落实。",
        "市委书记李猛主持会议并强调，要抓好落实。",
        "市发改委、市工信局分别通报一季度经济运行有关情况。",
        "市疾控中心、市人民医院专家分析了疫情防控形势并提出意见建议。",
        "要发动群众参加志愿服务，落实各项防控措施。",
        "安伟对我市当前疫情防控工作给予肯定。",
        "",
    ],
)
def test_is_roster_leaves_the_report_alone(text: str):
    assert not is_roster(text)
