//! Signing in and out, and passwords. None of it is a change of the record, so none runs in the frame of the others: each is one
//! short transaction after what has to be hashed was hashed.

use liaison_domain::access::Actor;
use liaison_domain::access_log::AccessKind;
use liaison_domain::account::attempt::REMEMBERED_SECONDS;
use liaison_domain::account::password::Password;
use liaison_domain::account::session::{RefreshToken, Renewal, Session};
use liaison_domain::account::{Account, ResetSecret};
use liaison_domain::error::{Reason, Refusal, Rule, Violation};
use liaison_domain::ids::{PersonId, SessionId};
use liaison_domain::text::{Code, Line};
use liaison_domain::time::Instant;
use liaison_persistence::access_log::NewAccess;
use liaison_persistence::account::{self as stored, AccountWork, Attempted};
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::store::Statements;
use uuid::Uuid;

use crate::app::{App, HashFault};

/// For how many days sessions are remembered that are over, and with them where somebody signed in from.
const REMEMBERED_DAYS: i64 = 90;

/// The call that signs in, changes a password, or goes on with a session.
#[derive(Clone, Debug)]
pub struct Visit {
    /// As its log and the access log name it.
    pub request_id: String,
    /// From where.
    pub address: String,
    /// What the client calls itself.
    pub device: Option<Line>,
    /// Where statements are counted.
    pub statements: Statements,
}

/// Who somebody says they are.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The employee number, as it was typed.
    pub number: String,
    /// The password, as it was typed.
    pub password: Password,
}

/// What a session is used with.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The session.
    pub session: Session,
    /// What gives the next tokens.
    pub refresh: RefreshToken,
}

/// Why nobody is signed in, or no password set.
#[derive(Debug)]
pub enum AccountError {
    /// A rule says no.
    Refused(Refusal),
    /// Number or password, secret or token are not those of anybody active.
    Wrong,
    /// Too many attempts: none is taken for so many seconds.
    Slowed {
        /// How long.
        seconds: u64,
    },
    /// The password fits and has to be changed first (S1-102).
    Expired,
    /// Hashing failed.
    Hash(HashFault),
    /// The database failed.
    Store(StoreError),
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<HashFault> for AccountError {
    fn from(fault: HashFault) -> Self {
        Self::Hash(fault)
    }
}

impl From<Refusal> for AccountError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Violation> for AccountError {
    fn from(violation: Violation) -> Self {
        Self::Refused(violation.into())
    }
}

/// Somebody who has shown that they are this person.
struct Proven {
    account: Account,
    attempted: Attempted,
}

/// Opens a session for whoever has this password.
///
/// # Errors
/// See [`AccountError`].
pub async fn sign_in(app: &App, visit: Visit, credentials: Credentials) -> Result<Signed, AccountError> {
    let Proven { account, attempted } = prove(app, &visit, credentials).await?;
    let now = app.clock().now();
    if account.expires_at(app.settings().password_days).is_some_and(|end| now >= end) {
        return Err(AccountError::Expired);
    }
    let work = app.store().accounts(&visit.statements).await?;
    // Whoever set another meanwhile has ended what was opened with this one.
    if work.account(account.person).await?.password != account.password {
        return Err(AccountError::Wrong);
    }
    work.succeeded(&attempted).await?;
    let signed = open(app, &work, &visit, account.person, AccessKind::SignIn).await?;
    work.commit().await?;
    Ok(signed)
}

/// Changes the password of whoever has the present one, ends every session of theirs, and opens one.
///
/// # Errors
/// See [`AccountError`].
pub async fn change_password(
    app: &App,
    visit: Visit,
    credentials: Credentials,
    new: Password,
) -> Result<Signed, AccountError> {
    let present = credentials.password.clone();
    let Proven { account, attempted } = prove(app, &visit, credentials).await?;
    if new == present {
        take_back(app, &visit, &attempted).await?;
        return Err(Reason::of(Rule::PasswordUnchanged).at("newPassword").into());
    }
    set(app, visit, &account, &attempted, new).await
}

/// Sets the password of the person for whom this secret was made.
///
/// # Errors
/// See [`AccountError`].
pub async fn reset_password(
    app: &App,
    visit: Visit,
    secret: &str,
    new: Password,
) -> Result<Signed, AccountError> {
    let attempted = Attempted::of_address(&visit.address);
    attempt(app, &visit, &attempted).await?;
    let secret = ResetSecret::parse(secret).ok_or(AccountError::Wrong)?;
    let db = app.store().read(&visit.statements);
    let account = stored::by_reset(&db, &secret.digest()).await?.ok_or(AccountError::Wrong)?;
    let directory = app.pictures().current(&db).await?.directory;
    let active = directory.person(account.person).is_some_and(|person| person.is_active());
    if !active || !account.resets(&secret, app.clock().now()) {
        return Err(AccountError::Wrong);
    }
    set(app, visit, &account, &attempted, new).await
}

/// Makes a secret that sets somebody's password, once, within a day. Answers until when, too.
///
/// # Errors
/// `NOT_FOUND` for nobody, `NOT_ACTIVE`, and see [`Account::issue_reset`].
pub async fn issue_reset(
    app: &App,
    actor: &Actor,
    visit: &Visit,
    person: PersonId,
) -> Result<(ResetSecret, Instant), AccountError> {
    let now = app.clock().now();
    let directory = app.pictures().current(&app.store().read(&visit.statements)).await?.directory;
    Account::may_issue_reset(actor)?;
    let of = directory.person(person).ok_or(Refusal::NotFound)?;
    if !of.is_active() {
        return Err(Reason::of(Rule::NotActive).at("person").into());
    }
    let work = app.store().accounts(&visit.statements).await?;
    let (account, secret) = work.account(person).await?.issue_reset(actor, now, app.ids())?;
    work.write(&account).await?;
    if let Some(by) = actor.person() {
        note(app, &work, visit, AccessKind::PasswordResetIssue, by, person).await?;
    }
    work.commit().await?;
    let until = account.reset.map_or(now, |(_, until)| until);
    Ok((secret, until))
}

/// The next tokens of a session. A token that was used before ends it.
///
/// # Errors
/// See [`AccountError`].
pub async fn refresh(app: &App, visit: Visit, token: &str) -> Result<Signed, AccountError> {
    let used = RefreshToken::parse(token).ok_or(AccountError::Wrong)?.digest();
    let directory = app.pictures().current(&app.store().read(&visit.statements)).await?.directory;
    let work = app.store().accounts(&visit.statements).await?;
    let now = app.clock().now();
    let kept = work.refresh_token(&used).await?.ok_or(AccountError::Wrong)?;
    match kept.session.renew(kept.used_at, &visit.address, now) {
        Renewal::Over => Err(AccountError::Wrong),
        Renewal::Betrayed(session) => {
            work.write_session(&session).await?;
            note(app, &work, &visit, AccessKind::TokenReuse, session.person, session.person).await?;
            work.commit().await?;
            tracing::warn!(request.id = visit.request_id, session.id = %session.id, "account.token_reused");
            Err(AccountError::Wrong)
        }
        Renewal::Renewed(session) => {
            if !directory.person(session.person).is_some_and(|person| person.is_active()) {
                return Err(AccountError::Wrong);
            }
            let refresh = RefreshToken::fresh(app.ids());
            work.renew(&session, &used, &refresh.digest()).await?;
            work.commit().await?;
            Ok(Signed { session, refresh })
        }
    }
}

/// Ends a session of this person, or all of them with everything that was given to them without one.
///
/// # Errors
/// `NOT_FOUND` for a session of somebody else's.
pub async fn sign_out(
    app: &App,
    statements: &Statements,
    person: PersonId,
    which: Option<SessionId>,
) -> Result<(), AccountError> {
    let now = app.clock().now();
    let work = app.store().accounts(statements).await?;
    match which {
        Some(id) => {
            let mine = work.session(id).await?.filter(|session| session.person == person);
            let session = mine.ok_or(Refusal::NotFound)?;
            work.write_session(&session.ended(now)).await?;
        }
        None => work.sign_out(person, now).await?,
    }
    Ok(work.commit().await?)
}

/// Takes away at most `most` attempts and `most` sessions that are remembered no longer; how many those were.
///
/// # Errors
/// Those of the store.
pub async fn forget(app: &App, most: u64) -> Result<u64, StoreError> {
    let now = app.clock().now();
    let work = app.store().accounts(&Statements::default()).await?;
    let attempts = work.forget_attempts(now.plus_seconds(-REMEMBERED_SECONDS), most).await?;
    let sessions = work.forget_sessions(now.plus_seconds(-REMEMBERED_DAYS * 24 * 3_600), most).await?;
    work.commit().await?;
    Ok(attempts + sessions)
}

/// Counts an attempt, unless none is taken now.
async fn attempt(app: &App, visit: &Visit, attempted: &Attempted) -> Result<(), AccountError> {
    let now = app.clock().now();
    let work = app.store().accounts(&visit.statements).await?;
    if let Some(until) = work.attempt(attempted, now).await? {
        let seconds = u64::try_from(until.seconds().saturating_sub(now.seconds())).unwrap_or_default();
        return Err(AccountError::Slowed { seconds: seconds.max(1) });
    }
    Ok(work.commit().await?)
}

/// Takes an attempt back that was no guess, although nothing came of it.
async fn take_back(app: &App, visit: &Visit, attempted: &Attempted) -> Result<(), StoreError> {
    let work = app.store().accounts(&visit.statements).await?;
    work.succeeded(attempted).await?;
    work.commit().await
}

/// The account of whoever has this password. Takes as long for somebody who does not exist.
async fn prove(app: &App, visit: &Visit, credentials: Credentials) -> Result<Proven, AccountError> {
    let Credentials { number, password } = credentials;
    let db = app.store().read(&visit.statements);
    let directory = app.pictures().current(&db).await?.directory;
    let code = Code::new(&number).ok();
    let person = code.as_ref().and_then(|code| directory.person_by_number(code));
    let person = person.filter(|person| person.is_active()).map(|person| person.id);
    // Nobody's account is asked for in their stead, so that it takes as long.
    let asked = person.unwrap_or(PersonId::from_uuid(Uuid::nil()));
    let stranger = !stored::knows(&db, asked, &visit.address).await?;
    let named = code.map_or_else(|| number.trim().to_owned(), |code| code.to_string());
    let attempted = Attempted::new(&named, &visit.address, stranger);
    attempt(app, visit, &attempted).await?;
    let account = stored::find(&db, asked).await?;
    let hash = account.as_ref().and_then(|account| account.password.as_ref()).map(|kept| kept.hash.clone());
    if !app.passwords().fits(password, hash).await? {
        tracing::info!(request.id = visit.request_id, "account.refused");
        return Err(AccountError::Wrong);
    }
    account.map(|account| Proven { account, attempted }).ok_or(AccountError::Wrong)
}

/// Sets a password that is good enough: every session ends, and one begins.
async fn set(
    app: &App,
    visit: Visit,
    proven: &Account,
    attempted: &Attempted,
    new: Password,
) -> Result<Signed, AccountError> {
    let directory = app.directory().latest();
    let person = directory.person(proven.person).ok_or(AccountError::Wrong)?;
    let organization = app.settings().name.as_str();
    let known = [person.name.as_str(), person.employee_number.as_str(), organization];
    if let Err(reason) = new.acceptable(&known) {
        take_back(app, &visit, attempted).await?;
        return Err(reason.at("newPassword").into());
    }
    let hash = app.passwords().hash(new).await?;
    let now = app.clock().now();
    let work = app.store().accounts(&visit.statements).await?;
    let account = work.account(proven.person).await?;
    if account != *proven {
        return Err(AccountError::Wrong);
    }
    work.write(&account.with_password(hash, now)).await?;
    work.sign_out(account.person, now).await?;
    work.succeeded(attempted).await?;
    let signed = open(app, &work, &visit, account.person, AccessKind::PasswordChange).await?;
    work.commit().await?;
    Ok(signed)
}

async fn open(
    app: &App,
    work: &AccountWork,
    visit: &Visit,
    person: PersonId,
    kind: AccessKind,
) -> Result<Signed, StoreError> {
    let now = app.clock().now();
    let session = Session::open(person, visit.device.clone(), visit.address.clone(), now, app.ids());
    let refresh = RefreshToken::fresh(app.ids());
    work.open(&session, &refresh.digest()).await?;
    note(app, work, visit, kind, person, person).await?;
    Ok(Signed { session, refresh })
}

async fn note(
    app: &App,
    work: &AccountWork,
    visit: &Visit,
    kind: AccessKind,
    by: PersonId,
    of: PersonId,
) -> Result<(), StoreError> {
    let access = NewAccess { at: app.clock().now(), person: by, kind, request_id: &visit.request_id };
    work.note(&access, of).await
}
