//! The command line. The one place that reads the environment, listens to signals and picks exit codes.

use std::io::{self, IsTerminal, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use http::HeaderValue;
use services::client::commands::{Command, Session};
use services::client::{Connect, Keepalive};
use services::data::DataDir;
use services::server::{Options, Server};
use services::store::Store;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

type Failure = Box<dyn std::error::Error>;

/// gRPC services over code that protoward generated: a server and a client.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Serve until interrupted.
    Serve(Serve),
    /// Print a token for calls to a server.
    Token(Token),
    /// Call a server.
    Client(Client),
}

#[derive(Debug, Args)]
struct Serve {
    /// Folder of certificates, keys and the database; made at first start.
    #[arg(long, value_name = "DIR", default_value = "services-data")]
    data: PathBuf,
    /// Keep the database in memory: it is gone when the server stops.
    #[arg(long)]
    memory: bool,
    /// Address to listen on; port 0 is any free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:50051")]
    listen: SocketAddr,
    /// Host name or address that a new server certificate is good for, beside those of this machine.
    #[arg(long = "name", value_name = "HOST")]
    names: Vec<String>,
    /// How often prices change.
    #[arg(long, value_name = "TIME", default_value = "500ms", value_parser = duration)]
    tick: Duration,
    /// How long calls may go on once the server was told to stop.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration)]
    grace: Duration,
    /// Address of CustomerService, if it is not this server.
    #[arg(long, value_name = "URL")]
    customers: Option<String>,
    /// Address of InventoryService, if it is not this server.
    #[arg(long, value_name = "URL")]
    inventory: Option<String>,
    /// Origin of web pages that may call over gRPC-Web, such as https://example.org.
    #[arg(long = "web-origin", value_name = "ORIGIN")]
    web_origins: Vec<HeaderValue>,
}

#[derive(Debug, Args)]
struct Token {
    /// Folder of a server that has started at least once.
    #[arg(long, value_name = "DIR", default_value = "services-data")]
    data: PathBuf,
    /// Whom the token is for.
    #[arg(long, value_name = "NAME", default_value = "developer")]
    subject: String,
    /// How long it is good.
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = duration)]
    good_for: Duration,
}

#[derive(Debug, Args)]
struct Client {
    /// Address of a server, or dns:///HOST:PORT for all addresses of a name; give several to spread calls over them.
    #[arg(long = "server", value_name = "URL", default_value = "https://localhost:50051")]
    servers: Vec<String>,
    /// Folder of the server, to trust its certificate.
    #[arg(long, value_name = "DIR", default_value = "services-data", conflicts_with = "ca")]
    data: PathBuf,
    /// Certificate to trust, where the folder of the server is not at hand.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Token to send; `services token` prints one.
    #[arg(long, value_name = "TOKEN", env = "SERVICES_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// How long to wait for the end of a call.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration)]
    deadline: Duration,
    #[command(subcommand)]
    command: Command,
}

impl Cli {
    pub(crate) async fn run(self) -> ExitCode {
        let done = match self.action {
            Action::Serve(serve) => serve.run().await.map(|()| ExitCode::SUCCESS),
            Action::Token(token) => token.run().map(|()| ExitCode::SUCCESS),
            Action::Client(client) => client.run().await,
        };
        done.unwrap_or_else(|error| {
            say_failure(error.as_ref());
            ExitCode::FAILURE
        })
    }
}

impl Serve {
    async fn run(self) -> Result<(), Failure> {
        let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(io::stderr().is_terminal())
            .with_writer(io::stderr)
            .init();
        let data = DataDir::new(&self.data);
        let identity = data.open(&self.names)?;
        let store = if self.memory { Store::memory()? } else { Store::file(&data.database())? };
        let options = Options {
            listen: self.listen,
            tick: self.tick,
            grace: self.grace,
            customers: self.customers,
            inventory: self.inventory,
            web_origins: self.web_origins,
            ..Options::default()
        };
        let stop = stop_signals()?;
        let server = Server::bind(options, identity, store)?;
        writeln!(io::stdout(), "listening on https://{}", server.address())?;
        tokio::select! {
            served = server.run(signals(stop.clone(), 1)) => Ok(served?),
            // Who asks twice does not want to wait for calls to end.
            () = signals(stop, 2) => Ok(()),
        }
    }
}

impl Token {
    fn run(self) -> Result<(), Failure> {
        let secret = DataDir::new(self.data).secret()?;
        Ok(writeln!(io::stdout(), "{}", secret.sign(&self.subject, self.good_for)?)?)
    }
}

impl Client {
    async fn run(self) -> Result<ExitCode, Failure> {
        let (ca, history) = match &self.ca {
            Some(file) => (read(file)?, None),
            None => (DataDir::new(&self.data).ca()?, Some(self.data.join("history"))),
        };
        let connect = Connect { servers: self.servers, ca, token: self.token, keepalive: Keepalive::default() };
        let session = Session::new(connect, Some(self.deadline), history)?;
        Ok(if session.run(self.command).await? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Counts the signals that ask the program to stop.
fn stop_signals() -> io::Result<watch::Receiver<u32>> {
    let (count, seen) = watch::channel(0);
    #[cfg(unix)]
    let (mut interrupt, mut terminate) = {
        use tokio::signal::unix::{SignalKind, signal};
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
    };
    tokio::spawn(async move {
        loop {
            #[cfg(unix)]
            let came = tokio::select! {
                came = interrupt.recv() => came.is_some(),
                came = terminate.recv() => came.is_some(),
            };
            #[cfg(not(unix))]
            let came = tokio::signal::ctrl_c().await.is_ok();
            if !came {
                return;
            }
            count.send_modify(|count| *count += 1);
        }
    });
    Ok(seen)
}

/// Waits until so many have come.
async fn signals(mut seen: watch::Receiver<u32>, count: u32) {
    // The sender is gone only when the runtime is.
    _ = seen.wait_for(|seen| *seen >= count).await;
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()).into())
}

fn duration(text: &str) -> Result<Duration, &'static str> {
    services::client::commands::duration(text).ok_or("not a time such as 500ms, 10s, 2m or 1h")
}

fn say_failure(error: &dyn std::error::Error) {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let mut text = format!("error: {error}");
    for cause in causes {
        text.push_str(&format!("\n  because: {cause}"));
    }
    // There is nobody left to tell when standard error is closed.
    _ = writeln!(io::stderr(), "{text}");
}
