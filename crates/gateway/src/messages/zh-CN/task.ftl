## 任务

rule-NOT_DISPATCHED = 该任务仅为计划，尚未下发。
rule-ALREADY_DISPATCHED = 该任务已下发。
rule-REQUEST_NOT_WORKABLE = 需求处于“{ $status }”状态，不允许此操作。
rule-ALREADY_ACKNOWLEDGED = 该任务已确认接收。
rule-DEPENDENCY_OPEN = 须先交付任务 { $task }。
rule-DEPENDENCY_CYCLE = 这些任务将互相等待：{ $path }。
rule-OUTSIDE_DEPARTMENTS = 该人员不属于任何相关部门。
rule-DELIVERABLE_MISSING = 该任务有交付标准，请先上传交付物。
rule-AFTER_REQUEST_DUE = 该日期晚于需求的截止日期 { $dueOn }，请先修订需求。
rule-NOT_LATER = 该日期不晚于现有日期。
rule-EXTENSION_OPEN = 已有延期申请尚未审批。
rule-EXTENSION_MISSING = 没有待审批的延期申请。
rule-EXTENSION_TOO_LATE = 延期申请的截止时间为 { $until }，可由牵头部门另定日期。
rule-NOT_OVERDUE = 尚未到期。
rule-ALREADY_ON_RECORD = 已有记录。
rule-UNCHANGED = 没有任何变化。

label-TaskStatus-NOT_STARTED = 未开始
label-TaskStatus-IN_PROGRESS = 进行中
label-TaskStatus-NEEDS_SUPPORT = 需支持
label-TaskStatus-DELIVERED = 待验收
label-TaskStatus-REWORK = 需修改
label-TaskStatus-COMPLETED = 已完成
label-TaskStatus-CANCELLED = 已取消
label-ProgressHealth-ON_TRACK = 进行中
label-ProgressHealth-NEEDS_SUPPORT = 需支持
label-ProgressHealth-DELAYED = 延期
label-ExtensionVerdict-OPEN = 待审批
label-ExtensionVerdict-APPROVED = 已批准
label-ExtensionVerdict-DECLINED = 未批准
