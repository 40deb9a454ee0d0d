## 评价

rule-ALREADY_RATED = 该协作部门已评价，可在期限内修改。
rule-PARTY_NOT_ACCEPTED = 仅评价已确认承接的部门。
rule-CHANGE_PERIOD_OVER = 评价的修改期限为 { $until }，现已截止。
rule-NOT_RATED = 该需求的流程包不含评价。
