## 部门与人员

rule-CODE_TAKEN = 该编码已被使用。
rule-DEPARTMENT_CYCLE = 部门不能隶属于自身或其下级部门。
rule-DEPARTMENT_CLOSED = 该部门已关闭。
rule-AUDITOR_ONLY = 审计人员不得兼任其他角色或职务。
rule-LAST_ADMINISTRATOR = 至少须保留一名管理员。
rule-HEADS_DEPARTMENT = 该人员是部门 { $department } 的负责人或分管副总，请另行指定。
rule-COLUMN_COUNT = 该行有 { $found } 列，表头有 { $expected } 列。

person-erased = 已注销人员
label-AccountState-ACTIVE = 在职
label-AccountState-DISABLED = 已停用
label-OrganizationRole-ADMIN = 管理员
label-OrganizationRole-HR = 人力资源
label-OrganizationRole-AUDITOR = 审计
label-OrganizationRole-MEMBER = 成员
label-DepartmentRole-VIEWER = 查看者
label-DepartmentRole-EDITOR = 编辑者
label-DepartmentRole-MANAGER = 负责人

label-ImportOutcome-CREATED = 新建
label-ImportOutcome-CHANGED = 已更新
label-ImportOutcome-UNCHANGED = 无变化
label-ImportOutcome-REFUSED = 已拒绝
