## 客户需求工单、分派规则、客户查询页

rule-TICKETS_ONLY = 只有客户需求工单才有客户与类别。
rule-CUSTOMER_ARCHIVED = 该客户已归档，不能为其登记工单或邀请外部成员。
rule-NO_ROUTE = 类别“{ $category }”没有生效的分派规则，也没有默认去向，请指定承接方。
rule-PORTAL_CLOSED = 该工单的客户查询页已于 { $until } 关闭。
rule-LINK_ENDED = 该链接自 { $at } 起已失效。

portal-ended = 已结束

notice-TICKET_OPENED = { $by }登记了您的客户的工单{ $thing }。
notice-TICKET_RATED = 客户已对{ $thing }作出满意度评分。
label-NoticeCode-TICKET_OPENED = 您的客户有新工单
label-NoticeCode-TICKET_RATED = 客户已评分
