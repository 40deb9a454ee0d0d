//! What the walk looks for: a customer with a contact, and requests that only their participants see, with everything that
//! happens to one; every word of them holds [`SECRET`].

use serde_json::{Value, json};

use crate::comment::COMMENT;
use crate::customer::{CONTACT, CUSTOMER, INTERACTION};
use crate::meeting::MEETING;
use crate::problem::PROBLEM;
use crate::progress_report::REPORT;
use crate::request::{accept, department, form, id, run, with};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::mutation::input_type;
use crate::task::{TASK, deliver, task_with};
use crate::ticket::TICKET;

/// Stands in every text of what is confidential, and nowhere else.
pub(super) const SECRET: &str = "绝密";
/// Phone, mail and handle of the contact, however they are written.
pub(super) const VALUES: [&str; 4] = ["138 0013", "13800138000", "zhou.qi", "zhouqi"];
/// The masks of these.
pub(super) const MASKS: [&str; 3] = ["138****", "z***@", "z***"];
/// Who the contact is.
pub(super) const PERSONAL: [&str; 2] = ["周琦", "采购经理"];

/// Initiates the requests and owns the customers; of MT.
pub(super) const OWNER: &str = "MT0003";
/// Answers for the tasks.
const ASSIGNEE: &str = "JS0004";
/// Lead liaison.
const LIAISON: &str = "JS0003";

pub(super) struct World {
    /// Confidential, at work; the other one is accepted and rated.
    pub(super) request: String,
    pub(super) task: String,
    pub(super) meeting: String,
    pub(super) customer: String,
    pub(super) contact: String,
    /// IDs and codes of what only the participants of the confidential requests see.
    pub(super) hidden: Vec<String>,
    /// Before all of it.
    pub(super) since: String,
    pub(super) in_scope: Client,
    pub(super) out_of_scope: Client,
    pub(super) expired: Client,
    /// The secret of a link to a ticket.
    pub(super) link: String,
}

/// The form of a request to JS, with the secret in every text.
async fn secret(app: &TestApp) -> Value {
    let said = |text: &str| format!("{SECRET}{text}");
    let changes = json!({
        "title": said("并购"), "background": said("背景"), "goal": said("目标"), "details": said("内容"), "remarks": said("备注"),
        "neededFromInitiator": said("配合"), "tags": [said("标签")],
        "deliverables": [{ "name": said("报告"), "standard": said("标准") }],
        "milestones": [{ "name": said("里程碑"), "on": "2024-05-15" }],
        "resourceNeeds": [{ "kind": "DATA", "description": said("资源") }],
        "noAttachments": null,
        "attachments": [{ "name": said("附件.pdf"), "location": "https://files.example.com/a.pdf" }],
        "customFields": { "note": said("自定") },
    });
    with(form(app, &["JS"]).await, changes)
}

/// A request that is submitted by its initiator and signed by all.
async fn confirmed(app: &TestApp, request: &str) {
    run(&app.member(OWNER), "requestSubmit", json!({ "id": request })).await;
    accept(app, request, "JS").await;
    for head in ["MT0001", "JS0001"] {
        run(&app.member(head), "requestSign", json!({ "id": request })).await;
    }
}

impl World {
    pub(super) async fn make(app: &TestApp) -> Self {
        let owner = app.member(OWNER);
        let since = app.admin().query("{ events(last: 1) { nodes { cursor } } }", json!({})).await;
        let since = since["events"]["nodes"][0]["cursor"].as_str().expect("a cursor").to_owned();
        Self::furnish(app).await;
        let (customer, contact) = Self::customer(app).await;
        let open = crate::request::confirmed(app, &["JS"]).await;
        let hide = json!({ "visibility": "PARTICIPANTS" });
        let request = id(&run(&owner, "requestCreate", with(secret(app).await, hide.clone())).await);
        confirmed(app, &request).await;
        // Into a scope comes a request while it is none that only participants see.
        let turned = id(&run(&owner, "requestCreate", secret(app).await).await);
        run(&owner, "requestSubmit", json!({ "id": turned })).await;
        let in_scope =
            Self::invited(app, &customer, json!({ "requests": [open, turned], "customers": [customer] }))
                .await;
        let version = crate::request::seen(&owner, &turned).await["version"].take();
        run(&owner, "requestUpdate", with(json!({ "id": turned, "expectedVersion": version }), hide)).await;
        let elsewhere = json!({ "name": "易联", "industry": "零售" });
        let elsewhere = id(&CUSTOMER.run(&owner, "customerCreate", elsewhere).await);
        let out_of_scope = Self::invited(app, &elsewhere, json!({ "customers": [elsewhere] })).await;
        let until =
            json!({ "requests": [open], "customers": [customer], "expiresAt": "2024-05-07T01:00:00Z" });
        let expired = Self::invited(app, &customer, until).await;
        let code = crate::request::seen(&owner, &request).await["code"].as_str().expect("a code").to_owned();
        let mut hidden = vec![request.clone(), code];
        let (task, problem) = Self::work(app, &request, &mut hidden).await;
        let meeting = Self::meeting(app, &request).await;
        hidden.extend([task.clone(), problem.clone(), meeting.clone()]);
        for (kind, subject) in
            [("request", &request), ("task", &task), ("problem", &problem), ("meeting", &meeting)]
        {
            hidden.push(Self::said(app, kind, subject).await);
        }
        hidden.push(Self::rated(app).await);
        let link = Self::ticket(app, &customer).await;
        Self {
            request,
            task,
            meeting,
            customer,
            contact,
            hidden,
            since,
            in_scope,
            out_of_scope,
            expired,
            link,
        }
    }

    /// What is said about it, asked, and changed.
    async fn said(app: &TestApp, kind: &str, subject: &str) -> String {
        let text = |text: &str| format!("{SECRET}{text}");
        let said = json!({ "subject": { kind: subject }, "text": text("评论"), "mentions": [app.person("JS0001")],
            "asksForAnswer": { "urgency": "ORDINARY", "reason": text("缘由") } });
        let said = id(&COMMENT.run(&app.member(LIAISON), "commentAdd", said).await);
        COMMENT.run(&app.member(LIAISON), "commentEdit", json!({ "id": said, "text": text("改过") })).await;
        said
    }

    /// What a company has beside its requests, of each kind one.
    async fn furnish(app: &TestApp) {
        let admin = app.admin();
        let department = department(&admin, "JS").await;
        for (mutation, input) in [
            (
                "formTemplatePublish",
                json!({ "kind": "COLLABORATION", "name": "登记表", "customFields": [{ "key": "note", "label": "说明", "valueType": "TEXT" }] }),
            ),
            ("resourceCreate", json!({ "name": "投影仪", "kind": "EQUIPMENT", "department": department })),
            ("routingRuleSet", json!({ "category": "售后问题", "department": department })),
            ("processPackAssign", json!({ "kind": "RESOURCE", "pack": "platform" })),
            ("calendarFeedCreate", json!({ "name": "手机" })),
            (
                "apiKeyCreate",
                json!({ "name": "钉钉同步", "scopes": ["READ"], "expiresAt": "2024-12-31T00:00:00Z" }),
            ),
        ] {
            let input_type = input_type(mutation);
            let document = format!(
                "mutation($input: {input_type}!) {{ {mutation}(input: $input) {{ userErrors {{ code path }} }} }}"
            );
            admin.mutate(&document, json!({ "input": input })).await;
        }
    }

    /// A customer and a contact there, with what is said about them.
    async fn customer(app: &TestApp) -> (String, String) {
        let owner = app.member(OWNER);
        let new =
            json!({ "name": "ABC科技有限公司", "industry": "电子制造", "level": "A", "tags": ["重点"] });
        let customer = id(&CUSTOMER.run(&owner, "customerCreate", new).await);
        let new = json!({ "customer": customer, "name": "周琦", "title": "采购经理", "phone": "138 0013 8000", "mail": "zhou.qi@abc.example",
            "handles": [{ "service": "微信", "value": "zhouqi_abc" }] });
        let contact = id(&CONTACT.run(&owner, "contactAdd", new).await);
        CONTACT
            .run(
                &owner,
                "contactUpdate",
                json!({ "id": contact, "expectedVersion": 1, "title": "采购经理兼厂长" }),
            )
            .await;
        let said = json!({ "customer": customer, "channel": "PHONE", "subject": "回电13800138000", "wants": "写信zhou.qi@abc.example",
            "plan": "再拨13800138000", "nextContactOn": "2024-05-07", "confirmMasked": true,
            "measures": [{ "department": department(&owner, "CP").await, "matter": "加zhouqi_abc", "on": "2024-05-10" }] });
        INTERACTION.run(&owner, "interactionRecord", said).await;
        let said = json!({ "subject": { "customer": customer }, "text": "回电13800138000", "external": true, "confirmMasked": true });
        COMMENT.run(&owner, "commentAdd", said).await;
        (customer, contact)
    }

    /// A guest of this customer.
    async fn invited(app: &TestApp, customer: &str, scope: Value) -> Client {
        let guest = json!({ "name": "吴双", "mail": "wu@abc.example", "customer": customer, "expiresAt": "2024-06-05T01:00:00Z" });
        let document = "mutation($input: GuestInviteInput!) { guestInvite(input: $input) { token userErrors { code path } } }";
        let made = app.member(OWNER).mutate(document, json!({ "input": with(guest, scope) })).await;
        Client::new(app.base(0), made["token"].as_str().map(str::to_owned))
    }

    /// Tasks, an extension, progress, a problem, a progress report.
    async fn work(app: &TestApp, request: &str, hidden: &mut Vec<String>) -> (String, String) {
        let said = |text: &str| format!("{SECRET}{text}");
        let more = json!({ "name": said("尽调"), "description": said("说明"), "deliveryStandard": said("标准"), "collaborators": [app.person("JS0005")] });
        let task = task_with(app, request, ASSIGNEE, more).await;
        let assignee = app.member(ASSIGNEE);
        let asked =
            json!({ "id": task, "dueOn": "2024-05-28", "reason": said("延期"), "plan": said("计划") });
        TASK.run(&assignee, "taskRequestExtension", asked).await;
        let progress = json!({ "id": task, "progress": 30, "text": said("进展"), "risk": said("风险"), "nextStep": said("下一步") });
        TASK.run(&assignee, "taskReportProgress", progress).await;
        Self::attached(app, &task).await;
        let raised = json!({ "task": task, "description": said("问题"), "responsibleDepartment": department(&assignee, "JS").await });
        let problem = id(&PROBLEM.run(&assignee, "problemRaise", raised).await);
        PROBLEM
            .run(&app.member(LIAISON), "problemTakeUp", json!({ "id": problem, "measures": said("措施") }))
            .await;
        let update = json!({ "id": problem, "expectedVersion": 2, "text": said("定位") });
        PROBLEM.run(&app.member(LIAISON), "problemUpdate", update).await;
        let report = json!({ "request": request, "department": department(&assignee, "JS").await, "phase": said("阶段"), "done": said("完成"),
            "risks": said("风险"), "plan": [{ "matter": said("安排") }] });
        hidden.push(id(&REPORT.run(&app.member(LIAISON), "progressReportPublish", report).await));
        let blocked = json!({ "id": request, "reason": said("受阻") });
        run(&app.member(LIAISON), "requestBlock", blocked).await;
        (task, problem)
    }

    async fn attached(app: &TestApp, task: &str) {
        let attached = json!({ "id": task, "deliverable": { "name": format!("{SECRET}底稿.pdf"), "location": "https://files.example.com/b.pdf" } });
        TASK.run(&app.member(ASSIGNEE), "taskAttachDeliverable", attached).await;
    }

    /// A confidential meeting about the request, with minutes.
    async fn meeting(app: &TestApp, request: &str) -> String {
        let said = |text: &str| format!("{SECRET}{text}");
        let host = app.member("JS0001");
        let planned = json!({ "subject": said("会"), "kind": "INSTANT", "confidential": true, "request": request, "place": said("地点"), "demands": said("要求"),
            "startsAt": "2024-05-06T02:00:00Z", "endsAt": "2024-05-06T03:00:00Z", "joinLink": "https://meeting.example.com/j/1",
            "recorder": app.person(LIAISON), "attendees": [{ "person": app.person(OWNER), "required": true }], "agenda": [{ "topic": said("议题") }] });
        let meeting = id(&MEETING.run(&host, "meetingSchedule", planned).await);
        for step in ["meetingStart", "meetingEnd"] {
            MEETING.run(&host, step, json!({ "id": meeting })).await;
        }
        let minutes = json!({ "remarks": said("记录"), "items": [{ "number": 1, "points": said("要点"), "disagreements": said("分歧"),
            "decisions": [{ "text": said("决议"), "owner": app.person("JS0001"), "dueOn": "2024-05-13" }],
            "actionItems": [{ "what": said("行动"), "who": app.person(ASSIGNEE), "dueOn": "2024-05-13" }] }] });
        MEETING
            .run(&app.member(LIAISON), "meetingPublishMinutes", json!({ "id": meeting, "minutes": minutes }))
            .await;
        meeting
    }

    /// Another confidential request, accepted and rated; its code.
    async fn rated(app: &TestApp) -> String {
        let owner = app.member(OWNER);
        let hide = json!({ "visibility": "PARTICIPANTS" });
        let request = id(&run(&owner, "requestCreate", with(secret(app).await, hide)).await);
        confirmed(app, &request).await;
        let task = task_with(app, &request, ASSIGNEE, json!({ "name": format!("{SECRET}收尾") })).await;
        Self::attached(app, &task).await;
        deliver(app, &task, ASSIGNEE).await;
        run(&owner, "requestAccept", json!({ "id": request })).await;
        let rating = json!({ "request": request, "department": department(&owner, "JS").await, "comment": format!("{SECRET}评价"),
            "responsiveness": 4, "professionalism": 4, "cooperation": 5 });
        crate::rating::RATING.run(&owner, "ratingGive", rating).await;
        crate::request::seen(&owner, &request).await["code"].as_str().expect("a code").to_owned()
    }

    /// A ticket of the customer with a link to it; the link's secret.
    async fn ticket(app: &TestApp, customer: &str) -> String {
        let owner = app.member(OWNER);
        let input = json!({ "customer": customer, "category": "售后问题", "title": "打印错位", "background": "打印错位", "goal": "恢复", "details": "复现", "dueOn": "2024-05-30",
            "noAttachments": true });
        let ticket = id(&TICKET.run(&owner, "ticketOpen", input).await);
        let document = "mutation($input: PortalLinkIssueInput!) { portalLinkIssue(input: $input) { token userErrors { code path } } }";
        let issued = owner.mutate(document, json!({ "input": { "request": ticket } })).await;
        issued["token"].as_str().expect("the secret is shown").to_owned()
    }
}
