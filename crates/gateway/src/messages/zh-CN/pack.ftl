## 规则：流程包

rule-PRIORITY_NOT_IN_PACK = 该流程包没有这一优先级。
rule-LENGTH_NOT_FOR_KIND = 这种时限形式不适用于 { $kind }。
rule-OUT_OF_ORDER = 顺序不对，应依次递进。
rule-PACK_FIXED = 只有进行中的需求可以迁移到其他流程包。
rule-REPORT_MISSING = 该流程包要求验收时附书面验收报告，请写在说明中。
rule-NOT_OWED = 流程包 { $pack } 对此未设时限。

## 时限

length-CLOCK_MINUTES = { $count } 分钟
length-CLOCK_HOURS = { $count } 小时
length-WORKING_MINUTES = { $count } 个工作分钟
length-WORKING_HOURS = { $count } 个工作小时
length-WORKING_DAYS = { $mode ->
    [SAME_TIME] { $count } 个工作日（同一时刻）
   *[other] { $count } 个工作日
}
length-CALENDAR_DAYS = { $count } 天
length-END_OF_WEEK = 本周末
length-END_OF_MONTH = 本月末
length-END_OF_NEXT_MONTH = 下月末
length-END_OF_QUARTER = 本季度末
length-DAILY_AT = { $days ->
    [working] 每个工作日 { $time }
   *[other] 每天 { $time }
}
length-WEEKLY = 每{ $weekday } { $time }
length-BEFORE = 提前 { $count } { $of }
length-AT = { $instant }
label-LeadUnit-CLOCK_MINUTES = 分钟
label-LeadUnit-CLOCK_HOURS = 小时
label-LeadUnit-WORKING_MINUTES = 个工作分钟
label-LeadUnit-WORKING_HOURS = 个工作小时
label-LeadUnit-WORKING_DAYS = 个工作日
label-LeadUnit-CALENDAR_DAYS = 天
