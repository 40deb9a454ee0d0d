//! The `liaison` binary as a process of its own, for what only a process shows: arguments, signals, sudden death.

use std::path::PathBuf;
use std::process::{ExitStatus, Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// Longer than a process takes for anything a test waits for; reaching it is a failure, not a wait.
const PATIENCE: Duration = Duration::from_mins(4);

/// The binary of the present code, built once in this process.
fn path() -> &'static PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        let built = std::process::Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "liaison-gateway", "--bin", "liaison"])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status()
            .expect("cargo runs this test");
        assert!(built.success(), "the binary does not build");
        let this = std::env::current_exe().expect("this program has a path");
        let profile = this.ancestors().nth(2).expect("it lies in target/PROFILE/deps");
        profile.join("liaison")
    })
}

/// The binary with these arguments, in an environment that has nothing of the caller's but what finds programs.
pub(crate) fn liaison(arguments: &[&str]) -> Command {
    let mut command = Command::new(path());
    command.args(arguments).env_clear().env("LIAISON_LOG", "warn").stdin(Stdio::null()).kill_on_drop(true);
    for name in ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// Runs a command to its end.
pub(crate) async fn run(mut command: Command) -> Finished {
    let output = tokio::time::timeout(PATIENCE, command.output()).await.expect("the command ends");
    Finished(output.expect("the binary can be started"))
}

/// How a command ended, and what it said.
#[derive(Debug)]
pub(crate) struct Finished(Output);

impl Finished {
    /// Its exit code; -1 if a signal ended it.
    pub(crate) fn code(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    /// Its standard output.
    pub(crate) fn output(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).expect("output is UTF-8")
    }

    /// Its standard error.
    pub(crate) fn errors(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).expect("messages are UTF-8")
    }

    /// Its standard output, of a command that had to succeed.
    pub(crate) fn succeeded(&self) -> String {
        assert_eq!(self.code(), 0, "{}", self.errors());
        self.output()
    }
}

/// A server that runs beside the test; dropping it kills it.
pub(crate) struct Server {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    base: String,
    said: Vec<String>,
}

impl Server {
    /// Starts a command that serves, and waits until it says that it does.
    pub(crate) async fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the binary can be started");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let mut server = Self { child, lines, base: String::new(), said: Vec::new() };
        loop {
            let line = tokio::time::timeout(PATIENCE, server.lines.next_line()).await;
            let line = line.expect("the server says something").expect("output is UTF-8");
            let line = line.unwrap_or_else(|| panic!("the server ended: {:#?}", server.said));
            let ready = line.starts_with("Ready");
            if let Some(address) = line.split_whitespace().find_map(|word| word.strip_suffix("/graphql"))
                && address.starts_with("http://")
            {
                address.clone_into(&mut server.base);
            }
            server.said.push(line);
            if ready {
                assert!(!server.base.is_empty(), "the server says its address: {:#?}", server.said);
                return server;
            }
        }
    }

    /// Its address without a path, such as `http://127.0.0.1:8080`.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The lines it said until it was ready.
    pub(crate) fn said(&self) -> &[String] {
        &self.said
    }

    /// The token that `demo` printed for this person.
    pub(crate) fn token(&self, employee_number: &str) -> String {
        let mut lines = self.said.iter();
        let described = lines.any(|line| line.split_whitespace().next() == Some(employee_number));
        let token = lines.next().filter(|line| described && line.starts_with("eyJ"));
        token.unwrap_or_else(|| panic!("no token for {employee_number}: {:#?}", self.said)).clone()
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Ends it at once, as a power cut would.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.expect("it was running");
    }

    /// Sends a signal by its name, such as `TERM`.
    pub(crate) async fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.id().to_string()]).status().await;
        assert!(sent.expect("kill is there").success(), "the process is gone");
    }

    /// Waits until it has ended by itself.
    pub(crate) async fn ended(mut self) -> ExitStatus {
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("the server ends");
        status.expect("it can be waited for")
    }
}
