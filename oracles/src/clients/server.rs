//! The servers that the clients call.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;

/// The maximum time that a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server. It is killed when the value is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    url: String,
    data: PathBuf,
    token: String,
    /// The allowed origin of the web page, or empty.
    origin: String,
    log: PathBuf,
}

impl Server {
    /// Starts an empty Rust server that serves the page of a folder. It creates certificates in a new folder.
    pub(crate) fn rust(program: &Path, scratch: &Path, docs: Option<&Path>) -> Result<Self, Error> {
        let data = scratch.join("data");
        files::clear(&data)?;
        let origin = format!("http://127.0.0.1:{}", free_port()?);
        let run = Run::new(program).args(["serve", "--memory", "--web-origin", &origin]);
        let run = docs.into_iter().fold(run, |run, folder| run.arg("--docs").arg(folder));
        let mut server = Self::start(&run, scratch, &data)?;
        server.origin = origin;
        let token = Run::new(program).args(["token", "--role", "admin", "--data"]).arg(&server.data).finish()?;
        server.token = String::from_utf8_lossy(&token.stdout).trim().to_owned();
        Ok(server)
    }

    /// Starts another server that accepts the same tokens and has the same certificate.
    pub(super) fn start_with_same_credentials(&self, run: &Run, scratch: &Path) -> Result<Self, Error> {
        let mut server = Self::start(run, scratch, &self.data)?;
        server.token.clone_from(&self.token);
        Ok(server)
    }

    /// Starts a server of the example on a free port and waits until it listens.
    fn start(run: &Run, scratch: &Path, data: &Path) -> Result<Self, Error> {
        let run = run.clone().args(["--listen", "127.0.0.1:0", "--tick", "50ms", "--data"]).arg(data);
        Self::spawn(&run, scratch, data, "https://localhost")
    }

    /// Starts a server without TLS and tokens that prints its address, and waits until it listens.
    pub(crate) fn plain(run: &Run, scratch: &Path) -> Result<Self, Error> {
        Self::spawn(run, scratch, Path::new(""), "http://127.0.0.1")
    }

    fn spawn(run: &Run, scratch: &Path, data: &Path, host: &str) -> Result<Self, Error> {
        let log = scratch.join("log");
        let stdout = scratch.join("said");
        let create = |path: &Path| std::fs::File::create(path).map_err(Error::at(path));
        let mut command = run.command();
        command.stdout(Stdio::from(create(&stdout)?)).stderr(Stdio::from(create(&log)?));
        let process = command.spawn().map_err(|source| run.not_started(source))?;
        let (url, token, origin) = Default::default();
        let mut server = Self { process, url, data: data.to_path_buf(), token, origin, log };
        server.url = format!("{host}:{}", server.port(&stdout)?);
        Ok(server)
    }

    /// Waits for the line with the address of the server, and returns its port.
    fn port(&self, stdout: &Path) -> Result<u16, Error> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let text = std::fs::read_to_string(stdout).map_err(Error::at(stdout))?;
            let port = text.lines().find_map(|line| line.rsplit_once(':')?.1.parse::<u16>().ok());
            if let (Some(port), true) = (port, text.ends_with('\n')) {
                return Ok(port);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err(Error::Usage(format!("the server does not start: {}", self.log())))
    }

    /// Adds the address and credentials of the server to the environment of a program.
    pub(crate) fn add_env(&self, run: Run) -> Run {
        run.env("SERVICES_SERVER", &self.url)
            .env("SERVICES_DATA", &self.data)
            .env("SERVICES_TOKEN", &self.token)
            .env("SERVICES_WEB_ORIGIN", &self.origin)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns the certificate of the authority that signed the certificate of the server.
    pub(crate) fn authority(&self) -> PathBuf {
        self.data.join("ca.pem")
    }

    /// Returns the log so far.
    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // An error cannot be reported here, and the server ends with this process at the latest.
        let _ = self.process.kill().and_then(|()| self.process.wait());
    }
}

fn free_port() -> Result<u16, Error> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(Error::at(Path::new("a free port")))
}
