//! Guests over the API, on both databases: what they see, what they say, that it ends to the second, and that everything else is
//! closed to them (`customers.md`, Guests; resolution 67; S1-34 to S1-38, T21, X25, X26, X33).
//!
//! Who may do what is the domain's and the access matrix's too; that nothing else is answered is `closed`'s.

mod closed;
mod costs;
mod life;
mod seen;
mod words;

use serde_json::{Value, json};

use crate::customer::CUSTOMER;
use crate::request::{confirmed, id, with};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::mutation::Noun;

/// What employees look at of a guest.
const GUEST: Noun = Noun {
    field: "guest",
    seen: "id version name mail status statusLabel customer { name } requests { code } customers { name }
        invitedBy { employeeNumber } invitedAt expiresAt arrivedAt revokedAt revokedBy { employeeNumber } revokedBecause revokedReason
        abilities { action allowed }",
};

/// Everything that a guest sees.
const VIEW: &str =
    "name expiresAt requests { id code title kind background goal details deliverables { name standard }
    milestones { name on } startOn dueOn status statusLabel tasks { totalCount { value } nodes { name } }
    comments { totalCount { value } nodes { id text source authorName replyTo writtenAt editedAt } } }
    customers { id name comments { nodes { id text source authorName } } }";

const INVITE: &str =
    "mutation($input: GuestInviteInput!) { guestInvite(input: $input) { guest { id } token cursor
    userErrors { __typename code path params ... on StateConflict { status missing { code } } } } }";

/// The document of `guestCommentAdd`.
const SAY: &str = "mutation($input: GuestCommentAddInput!) { guestCommentAdd(input: $input) { comment { id text source authorName replyTo }
    userErrors { __typename code path params ... on StateConflict { status allowedTransitions missing { code } } } } }";

/// The owner of the customers of these tests, who also initiates their requests; of MT.
const OWNER: &str = "MT0003";
/// The liaison of JS, who invites.
const HOST: &str = "JS0003";

/// A customer of MT0003, and a confirmed request of MT with JS.
struct World {
    customer: String,
    request: String,
}

impl World {
    async fn make(app: &TestApp) -> Self {
        let customer = json!({ "name": "ABC科技有限公司", "industry": "电子制造", "tags": ["重点"] });
        let customer = id(&CUSTOMER.run(&app.member(OWNER), "customerCreate", customer).await);
        Self { customer, request: confirmed(app, &["JS"]).await }
    }

    /// What is sent to invite somebody to the request.
    fn invitation(&self, changes: Value) -> Value {
        let input = json!({ "name": "周琦", "mail": "zhou.qi@abc.example", "customer": self.customer, "requests": [self.request],
            "expiresAt": "2024-06-05T01:00:00Z" });
        with(input, changes)
    }

    /// Invites somebody as this person: the guest's ID, and the guest who calls.
    async fn invited(&self, app: &TestApp, who: &str, changes: Value) -> (String, Client) {
        let input = json!({ "input": self.invitation(changes) });
        let payload = app.member(who).mutate(INVITE, input).await;
        let token = payload["token"].as_str().expect("the secret is shown").to_owned();
        (id(&payload["guest"]), Client::new(app.base(0), Some(token)))
    }

    /// Says something about the request as an employee.
    async fn said(&self, app: &TestApp, who: &str, text: &str, external: bool) -> String {
        let input = json!({ "subject": { "request": self.request }, "text": text, "external": external });
        id(&crate::comment::COMMENT.run(&app.member(who), "commentAdd", input).await)
    }
}

/// What the guest sees, or the code of what refuses them.
async fn view(guest: &Client) -> Result<Value, String> {
    let answer = guest.send(&format!("{{ viewer {{ guest {{ {VIEW} }} }} }}"), json!({})).await;
    match answer.error_code() {
        Some(code) => Err(code.to_owned()),
        None => Ok(answer.data()["viewer"]["guest"].take()),
    }
}

/// Says so as the guest.
async fn says(guest: &Client, input: Value) -> Value {
    guest.payload(SAY, json!({ "input": input })).await
}

/// The same, refused, in words.
async fn not_said(guest: &Client, input: Value) -> String {
    let payload = says(guest, input).await;
    assert_eq!(payload["comment"], Value::Null);
    crate::support::mutation::told(payload["userErrors"].as_array().expect("a list"))
}

/// The guest as this person sees them now.
async fn seen_by(client: &Client, guest: &str) -> Value {
    let document = format!("query($id: ID!) {{ node(id: $id) {{ ... on Guest {{ {} }} }} }}", GUEST.seen);
    client.query(&document, json!({ "id": guest })).await["node"].take()
}

/// Ends a guest as this person.
async fn revoked(app: &TestApp, who: &str, guest: &str) -> Value {
    GUEST.run(&app.member(who), "guestRevoke", json!({ "id": guest, "reason": "项目结束" })).await
}

fn refused() -> Result<Value, String> {
    Err("UNAUTHENTICATED".to_owned())
}
