## 会议

rule-SHORT_NOTICE = 会议通知最迟应在 { $until } 发出；请说明提前量不足的原因。
rule-AGENDA_TOO_LONG = 各议题共安排 { $minutes } 分钟，会议时长只有 { $max } 分钟。
rule-NOT_BEGUN = 会议于 { $startsAt } 开始，尚未有人宣布开会。
rule-MEETING_TOOK_PLACE = 主持人已宣布开会或结束会议：会议已经召开。
rule-CHANGE_THE_TASK = 负责人和时限请直接在任务 { $task } 上修改。

label-MeetingKind-REGULAR = 例会
label-MeetingKind-COORDINATION = 跨部门协调会
label-MeetingKind-SYNC = 简短沟通会
label-MeetingKind-INSTANT = 即时会议
label-MeetingStatus-SCHEDULED = 已安排
label-MeetingStatus-HELD = 已召开
label-MeetingStatus-MINUTED = 纪要已发布
label-MeetingStatus-CONFIRMED = 纪要已确认
label-MeetingStatus-CANCELLED = 已取消
label-AttendeeRole-DECIDER = 决策人
label-AttendeeRole-EXECUTOR = 执行人
label-AttendeeRole-LISTENER = 列席
label-MeetingAnswer-NONE = 未答复
label-MeetingAnswer-ACCEPTED = 参加
label-MeetingAnswer-TENTATIVE = 待定
label-MeetingAnswer-DECLINED = 不参加
label-MeetingPeriod-WEEK = 每周
label-MeetingPeriod-TWO_WEEKS = 每两周
label-MeetingPeriod-MONTH = 每月
