## 客户

rule-NAME_TAKEN = 已有同名客户。
rule-CONTAINS_MASKED = 文本含有该客户联系人的电话、邮箱或账号。传入 confirmMasked 后将以脱敏形式记录。
rule-FOLLOW_UP_PASSED = 之后的沟通记录已取代本次的跟进时间。

label-CustomerState-ACTIVE = 合作中
label-CustomerState-ARCHIVED = 已归档
label-InteractionChannel-PHONE = 电话
label-InteractionChannel-ONLINE = 线上
label-InteractionChannel-IN_PERSON = 当面
label-InteractionChannel-EMAIL = 邮件
label-DeadlineKind-FOLLOW_UP = 客户跟进

notice-kind-FOLLOW_UP = 下次沟通
notice-CUSTOMER_RECEIVED = { $by }将客户{ $thing }交给您负责。
notice-CUSTOMER_HANDED_OVER = { $by }已将您的客户{ $thing }移交给{ $person }。
notice-CONTACT_UNMASKED = { $by }正在查看{ $thing }联系人的未脱敏信息，至 { $dueAt } 止。
notice-INTERACTION_RECORDED = { $by }记录了与{ $thing }的沟通。
notice-FOLLOW_UP_ASKED = { $by }请您跟进与{ $thing }的沟通。
notice-MEASURE_FOLLOWED_UP = { $by }已跟进与{ $thing }沟通后的内部响应措施。
label-NoticeCode-CUSTOMER_RECEIVED = 您负责一位客户
label-NoticeCode-CUSTOMER_HANDED_OVER = 您的客户已移交
label-NoticeCode-CONTACT_UNMASKED = 联系人信息被查看
label-NoticeCode-INTERACTION_RECORDED = 有新的沟通记录
label-NoticeCode-FOLLOW_UP_ASKED = 请您跟进
label-NoticeCode-MEASURE_FOLLOWED_UP = 内部响应措施已跟进
