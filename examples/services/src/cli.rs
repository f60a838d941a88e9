//! The command line. Only this module reads the environment, handles signals and sets exit codes.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use http::HeaderValue;
use services::client::commands::{Command, Session};
use services::client::{Balancing, Connect, Keepalive, Policy, ShardKey};
#[cfg(feature = "oauth")]
use services::client::{ClientCredentials, TokenSource};
use services::data::{ClientCertificate, DataDir, Pem};
use services::issuer::{Issuer, IssuerSettings};
use services::server::{ClientCertificates, ConnectionLimits, GatewayDeadlines, Options, Server};
use services::store::Store;
use services::telemetry::{self, LogFormat};
use services::token::Role;
use tokio::sync::watch;

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
    Serve(Box<Serve>),
    /// Print a token for calls to a server.
    Token(Token),
    /// Make a client certificate, for servers that ask for one.
    Certificate(Certificate),
    /// Call a server.
    Client(Box<Client>),
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
    /// How many connections may be open. Further ones are closed at once.
    #[arg(long, value_name = "NUMBER", default_value = "10000")]
    max_connections: NonZeroUsize,
    /// How many connections one address may have open; all that there are by default, because of proxies.
    #[arg(long, value_name = "NUMBER")]
    max_connections_per_address: Option<NonZeroUsize>,
    /// How long a connection without a call stays open; `never` closes none.
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = limit)]
    max_idle: Limit,
    /// After which time a connection takes no more calls, so that clients connect anew; `never` keeps all.
    #[arg(long, value_name = "TIME", default_value = "2h", value_parser = limit)]
    max_age: Limit,
    /// How long the calls of an old connection may go on; `never` ends none.
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = limit)]
    max_age_grace: Limit,
    #[command(flatten)]
    keepalive: KeepaliveOptions,
    /// Whether clients show certificates. A certificate stands in for a token.
    #[arg(long, value_name = "WHEN", default_value = "none")]
    client_certificates: ClientCertificatesMode,
    /// Certificate of an authority of client certificates, beside the one in the data folder.
    #[arg(long, value_name = "FILE")]
    client_ca: Option<PathBuf>,
    /// File with the public keys of an identity provider (JWKS), whose tokens are accepted beside those of this server.
    /// It is read again when it changes.
    #[arg(long, value_name = "FILE", requires_all = ["issuer", "audience"])]
    jwks: Option<PathBuf>,
    /// The `iss` of the tokens of the identity provider.
    #[arg(long, value_name = "ISSUER", requires = "jwks")]
    issuer: Option<String>,
    /// The `aud` of the tokens of the identity provider.
    #[arg(long, value_name = "AUDIENCE", requires = "jwks")]
    audience: Option<String>,
    /// Address to serve metrics for Prometheus on, without TLS and token: `GET /metrics`.
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
    /// How the log on standard error is written.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    log: LogFormat,
    /// Collector to send spans to, over OTLP with gRPC, such as http://localhost:4317.
    #[arg(long, value_name = "URL")]
    otlp: Option<String>,
    /// Address of a gRPC server to put REST in front of, in place of services of its own: https://localhost:50061.
    #[arg(long, value_name = "URL")]
    upstream: Option<String>,
    /// Deadline of calls to the upstream server without one, apart from streams; `never` sets none.
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = limit, requires = "upstream")]
    default_deadline: Limit,
    /// Longest deadline of calls to the upstream server, streams included; `never` allows all.
    #[arg(long, value_name = "TIME", default_value = "never", value_parser = limit, requires = "upstream")]
    max_deadline: Limit,
    /// Address of CustomerService, if it is not this server.
    #[arg(long, value_name = "URL")]
    customers: Option<String>,
    /// Address of InventoryService, if it is not this server.
    #[arg(long, value_name = "URL")]
    inventory: Option<String>,
    /// Origin of web pages that may call over gRPC-Web and REST, such as https://example.org.
    #[arg(long = "web-origin", value_name = "ORIGIN")]
    web_origins: Vec<HeaderValue>,
    /// Folder of the npm package swagger-ui-dist, for a page at /docs that describes and calls the REST side.
    #[arg(long, value_name = "DIR")]
    docs: Option<PathBuf>,
}

/// A time limit; `None` means no limit.
#[derive(Clone, Copy, Debug)]
struct Limit(Option<Duration>);

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ClientCertificatesMode {
    /// Clients are not asked for certificates.
    None,
    /// Clients may show a certificate; one that is not trusted ends the connection.
    Optional,
    /// Clients must show a certificate.
    Require,
}

#[derive(Debug, Args)]
struct Certificate {
    /// The name of the client, which is the caller in calls without a token.
    #[arg(value_parser = file_name)]
    name: String,
    /// Folder of a server that has started at least once.
    #[arg(long, value_name = "DIR", default_value = "services-data")]
    data: PathBuf,
    /// Folder to write NAME.pem and NAME.key to.
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
}

#[derive(Debug, Args)]
struct Token {
    /// Folder of a server that has started at least once.
    #[arg(long, value_name = "DIR", default_value = "services-data")]
    data: PathBuf,
    /// Whom the token is for.
    #[arg(long, value_name = "NAME", default_value = "developer")]
    subject: String,
    /// Additional rights of the caller: `admin` adjusts salaries, hires, and closes and deletes departments.
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<Role>,
    /// How long the token is valid.
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = duration)]
    good_for: Duration,
}

#[derive(Debug, Args)]
struct Client {
    /// Address of a server, dns:///HOST:PORT for all addresses of a name, or file:PATH for the addresses in a file;
    /// give several to spread calls over them.
    #[arg(long = "server", value_name = "URL", default_value = "https://localhost:50051")]
    servers: Vec<String>,
    /// Folder of the server, to trust its certificate.
    #[arg(long, value_name = "DIR", default_value = "services-data", conflicts_with = "ca")]
    data: PathBuf,
    /// Certificate to trust, where the folder of the server is not at hand.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Client certificate to show, where the server asks for one.
    #[arg(long, value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,
    /// Private key of the client certificate.
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
    /// Token to send; `services token` prints one.
    #[arg(long, value_name = "TOKEN", env = "SERVICES_TOKEN", hide_env_values = true)]
    token: Option<String>,
    #[cfg(feature = "oauth")]
    #[command(flatten)]
    oauth: OAuthOptions,
    /// How long to wait for the end of a call.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration)]
    deadline: Duration,
    #[command(flatten)]
    keepalive: KeepaliveOptions,
    #[command(flatten)]
    balance: BalanceOptions,
    #[command(subcommand)]
    command: Command,
}

/// Tokens of an authorization server.
#[cfg(feature = "oauth")]
#[derive(Debug, Args)]
struct OAuthOptions {
    /// Token endpoint of an authorization server, which issues tokens by the client credentials of OAuth 2.0.
    #[arg(long, value_name = "URL", requires = "oauth_client", conflicts_with = "token")]
    oauth_token_url: Option<String>,
    /// Id of this client. Its secret is in the variable SERVICES_CLIENT_SECRET.
    #[arg(long, value_name = "ID", requires = "oauth_token_url")]
    oauth_client: Option<String>,
    /// Scopes of the tokens, separated by spaces.
    #[arg(long, value_name = "SCOPES", requires = "oauth_token_url")]
    oauth_scope: Option<String>,
    #[arg(long, env = "SERVICES_CLIENT_SECRET", hide = true, hide_env_values = true)]
    oauth_secret: Option<String>,
}

#[cfg(feature = "oauth")]
impl OAuthOptions {
    /// Returns the source of tokens, if there is one.
    fn source(self) -> Result<Option<TokenSource>, Failure> {
        let (Some(token_url), Some(client_id)) = (self.oauth_token_url, self.oauth_client) else { return Ok(None) };
        let client_secret = self.oauth_secret.ok_or("the variable SERVICES_CLIENT_SECRET is not set")?;
        let credentials = ClientCredentials { token_url, client_id, client_secret, scope: self.oauth_scope };
        Ok(Some(TokenSource::new(credentials)?))
    }
}

/// Pings that find dead connections.
#[derive(Clone, Copy, Debug, Args)]
struct KeepaliveOptions {
    /// How often to ping the other side of a connection.
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = positive)]
    keepalive_interval: Duration,
    /// How long to wait for the answer to a ping before the connection counts as dead.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = positive)]
    keepalive_timeout: Duration,
}

/// How calls are spread over several servers.
#[derive(Debug, Args)]
struct BalanceOptions {
    /// How to choose the server of a call.
    #[arg(long, value_name = "POLICY", default_value = "round-robin")]
    balance: PolicyName,
    /// The same key selects the same server, as long as it can be reached: `--balance sharded`.
    #[arg(long, value_name = "KEY", required_if_eq("balance", "sharded"))]
    shard_key: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PolicyName {
    /// One server after the other.
    RoundRobin,
    /// The server with the fewest calls on their way from here.
    LeastLoaded,
    /// The server that the key of the call belongs to.
    Sharded,
}

impl From<KeepaliveOptions> for Keepalive {
    fn from(options: KeepaliveOptions) -> Self {
        Self { interval: options.keepalive_interval, timeout: options.keepalive_timeout }
    }
}

impl BalanceOptions {
    fn policy(self) -> Policy {
        match (self.balance, self.shard_key) {
            (PolicyName::LeastLoaded, _) => Policy::LeastLoaded,
            (PolicyName::Sharded, Some(key)) => Policy::Sharded(ShardKey::Fixed(key)),
            (PolicyName::RoundRobin | PolicyName::Sharded, _) => Policy::RoundRobin,
        }
    }
}

impl Cli {
    pub(crate) async fn run(self) -> ExitCode {
        let done = match self.action {
            Action::Serve(serve) => serve.run().await.map(|()| ExitCode::SUCCESS),
            Action::Token(token) => token.run().map(|()| ExitCode::SUCCESS),
            Action::Certificate(certificate) => certificate.run().map(|()| ExitCode::SUCCESS),
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
        let _telemetry = telemetry::start(self.log, self.otlp.as_deref())?;
        let data = DataDir::new(&self.data);
        let identity = data.open(&self.names)?;
        let store = if self.memory { Store::memory()? } else { Store::file(&data.make_database()?)? };
        let issuer = match (self.jwks, self.issuer, self.audience) {
            (Some(keys), Some(issuer), Some(audience)) => {
                Some(Issuer::open(IssuerSettings { keys, issuer, audience })?)
            }
            _ => None,
        };
        let client_ca = self.client_ca.as_deref().map(read).transpose()?;
        let options = Options {
            listen: self.listen,
            tick: self.tick,
            grace: self.grace,
            keepalive: self.keepalive.into(),
            limits: ConnectionLimits {
                open: Some(self.max_connections.get()),
                open_per_address: self.max_connections_per_address.map(NonZeroUsize::get),
                idle: self.max_idle.0,
                age: self.max_age.0,
                age_grace: self.max_age_grace.0,
            },
            certificates: Some(data.clone()),
            client_certificates: match self.client_certificates {
                ClientCertificatesMode::None => ClientCertificates::None,
                ClientCertificatesMode::Optional => ClientCertificates::Optional(client_ca),
                ClientCertificatesMode::Require => ClientCertificates::Required(client_ca),
            },
            metrics: self.metrics,
            upstream: self.upstream,
            gateway_deadlines: GatewayDeadlines { default: self.default_deadline.0, longest: self.max_deadline.0 },
            issuer,
            customers: self.customers,
            inventory: self.inventory,
            web_origins: self.web_origins,
            docs: self.docs,
        };
        let stop = stop_signals()?;
        let server = Server::bind(options, identity, store)?;
        let mut addresses = format!("listening on https://{}\n", server.address());
        if let Some(address) = server.metrics_address() {
            addresses.push_str(&format!("metrics on http://{address}/metrics\n"));
        }
        io::stdout().write_all(addresses.as_bytes())?;
        tokio::select! {
            served = server.run(signals(stop.clone(), 1)) => Ok(served?),
            // The second signal stops the server without waiting for calls to end.
            () = signals(stop, 2) => Ok(()),
        }
    }
}

impl Token {
    fn run(self) -> Result<(), Failure> {
        let secret = DataDir::new(self.data).secret()?;
        Ok(writeln!(io::stdout(), "{}", secret.sign_with_roles(&self.subject, self.roles, self.good_for)?)?)
    }
}

impl Certificate {
    fn run(self) -> Result<(), Failure> {
        let made = DataDir::new(self.data).client_certificate(&self.name)?;
        let (certificate, key) = made.write(&self.out, &self.name)?;
        Ok(writeln!(io::stdout(), "{}\n{}", certificate.display(), key.display())?)
    }
}

impl Client {
    async fn run(self) -> Result<ExitCode, Failure> {
        let (ca, history) = match &self.ca {
            Some(file) => (read(file)?, None),
            None => (DataDir::new(&self.data).ca()?, Some(self.data.join("history"))),
        };
        let certificate = match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => {
                Some(ClientCertificate { certificate: read(certificate)?, key: Pem(read(key)?) })
            }
            _ => None,
        };
        let keepalive = self.keepalive.into();
        let connect = Connect { servers: self.servers, ca, certificate, token: self.token, keepalive };
        let balancing = Balancing { policy: self.balance.policy(), ..Balancing::default() };
        let session = Session::new(connect, balancing, Some(self.deadline), history)?;
        #[cfg(feature = "oauth")]
        let session = match self.oauth.source()? {
            Some(source) => session.with_tokens(source)?,
            None => session,
        };
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

/// Waits until `count` signals have arrived.
async fn signals(mut seen: watch::Receiver<u32>, count: u32) {
    // The sender is dropped only with the runtime.
    _ = seen.wait_for(|seen| *seen >= count).await;
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()).into())
}

fn duration(text: &str) -> Result<Duration, &'static str> {
    services::client::commands::duration(text).ok_or("not a time such as 500ms, 10s, 2m or 1h")
}

/// Parses a duration that is not zero.
fn positive(text: &str) -> Result<Duration, &'static str> {
    duration(text).and_then(|time| if time.is_zero() { Err("must be longer than nothing") } else { Ok(time) })
}

fn limit(text: &str) -> Result<Limit, &'static str> {
    match text {
        "never" => Ok(Limit(None)),
        _ => services::client::commands::duration(text)
            .map(|long| Limit(Some(long)))
            .ok_or("neither `never` nor a time such as 500ms, 10s, 2m or 1h"),
    }
}

fn file_name(text: &str) -> Result<String, &'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let good = (1..=64).contains(&text.len()) && text.bytes().all(plain) && !text.starts_with('.');
    if good { Ok(text.to_owned()) } else { Err("not 1 to 64 letters, digits, dashes, dots and underscores") }
}

fn say_failure(error: &dyn std::error::Error) {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let mut text = format!("error: {error}");
    for cause in causes {
        text.push_str(&format!("\n  because: {cause}"));
    }
    // An error is ignored: with standard error closed, it cannot be reported.
    _ = writeln!(io::stderr(), "{text}");
}
