//! Tests of the example clients and servers in several languages against each other, with code that protoward generates. They
//! cover the four patterns of RPCs, TLS and tokens. They need Python and Node.js, and Chromium for the web pages.
//!
//! The input is `examples/clients`, `examples/servers` and programs from package indexes. The output is whether all tests passed.
//! All files are created below `target/clients` and `target/servers`. The repository stays unchanged.

mod connect;
mod copy;
mod docs;
mod installed;
mod python;
mod rest;
mod rust;
mod server;
mod typescript;
mod web;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile};
use python::Project;
pub(crate) use python::python_with;
pub(crate) use server::Server;

#[derive(Args)]
pub struct Options {
    /// Only this client
    #[arg(long)]
    only: Option<Client>,
    /// Only against this server
    #[arg(long)]
    server: Option<Language>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Client {
    Python,
    /// Only against the server in Python: `cargo test -p services` has the others
    Rust,
    Typescript,
    /// Only against the server in Rust: grpcio does not speak gRPC-Web
    Web,
    /// The page at `/docs`, in a browser; only against the server in Rust
    Docs,
    /// TypeScript over HTTP and JSON, with types from the OpenAPI document; only against the server in Rust
    Rest,
    /// TypeScript over the Connect protocol; only against the server in Rust
    Connect,
}

/// The language of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    Rust,
    Python,
}

/// The requested clients, built and ready to run.
struct Clients {
    python: Option<Project>,
    typescript: Option<PathBuf>,
    web: Option<PathBuf>,
    docs: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<Outcome, Error> {
    let is_selected = |client| options.only.is_none_or(|only| only == client);
    let protoward = workspace::protoward(Profile::Dev)?;
    let program = workspace::built("services", "services", Profile::Dev)?;
    let clients = Clients::made(&protoward, is_selected)?;
    let page = clients.docs.as_deref().map(docs::page);
    let server = Server::rust(&program, &workspace::scratch("clients/server")?, page.as_deref())?;
    let mut fine = true;
    if options.server != Some(Language::Python) {
        fine &= clients.call("server in Rust", &server)?;
        let in_browser =
            [("web", clients.web.as_deref().map(web::tests)), ("docs", clients.docs.as_deref().map(docs::tests))];
        for (name, tests) in in_browser {
            match tests {
                Some(Some(tests)) => fine &= passed(&format!("{name}, server in Rust"), &tests, &server)?,
                Some(None) => println!("{name}: left out, as there is no Chromium; CHROMIUM names one"),
                None => {}
            }
        }
    }
    if options.server != Some(Language::Rust) {
        let project = Project::made("servers/python", &protoward)?;
        let serve = project.module("server");
        let python = server.start_with_same_credentials(&serve, &workspace::scratch("servers/server")?)?;
        fine &= passed("server in Python", &project.tests(), &python)?;
        fine &= clients.call("server in Python", &python)?;
        if is_selected(Client::Rust) {
            fine &= passed("rust, server in Python", &rust::tests(&serve)?, &python)?;
        }
    }
    if is_selected(Client::Rest) && options.server != Some(Language::Python) {
        let project = rest::built(&protoward)?;
        fine &= passed("rest", &rest::tests(&project, &server.authority()), &server)?;
    }
    if is_selected(Client::Connect) && options.server != Some(Language::Python) {
        let project = connect::built(&protoward)?;
        fine &= passed("connect", &connect::tests(&project, &server.authority()), &server)?;
    }
    Ok(if fine { Outcome::Passed } else { Outcome::Findings })
}

impl Clients {
    fn made(protoward: &Path, is_selected: impl Fn(Client) -> bool) -> Result<Self, Error> {
        let python = is_selected(Client::Python).then(|| Project::made("clients/python", protoward)).transpose()?;
        let any = is_selected(Client::Typescript) || is_selected(Client::Web);
        let project = any.then(|| typescript::built(protoward)).transpose()?;
        let only = |client| project.clone().filter(|_| is_selected(client));
        let docs = is_selected(Client::Docs).then(docs::installed).transpose()?;
        Ok(Self { python, typescript: only(Client::Typescript), web: only(Client::Web), docs })
    }

    /// Runs the tests of the clients that can call a server in any language.
    fn call(&self, of: &str, server: &Server) -> Result<bool, Error> {
        let mut fine = true;
        if let Some(project) = &self.python {
            fine &= passed(&format!("python, {of}"), &project.tests(), server)?;
        }
        if let Some(project) = &self.typescript {
            fine &= passed(&format!("typescript, {of}"), &typescript::tests(project), server)?;
        }
        Ok(fine)
    }
}

/// Runs the tests of a client. Prints their output if one fails.
fn passed(name: &str, tests: &Run, server: &Server) -> Result<bool, Error> {
    let done = server.add_env(tests.clone()).output()?;
    let output = format!("{}{}", String::from_utf8_lossy(&done.stdout), done.stderr);
    if done.code == Some(0) {
        println!("{name}: {}", counted(&output));
    } else {
        println!("{name}: FAILED\n{output}\nwhat the server said:\n{}", server.log());
    }
    Ok(done.code == Some(0))
}

/// Returns the number of tests as text, without the time that the tests took. Cargo writes a result for each package.
fn counted(output: &str) -> String {
    const STARTS: [&str; 3] = ["# pass ", "Ran ", "test result: ok. "];
    let results = output.lines().filter(|line| STARTS.iter().any(|start| line.starts_with(start)));
    let counts = results.filter_map(|line| line.split(' ').find_map(|word| word.parse::<usize>().ok()));
    match counts.sum::<usize>() {
        0 => "no test was run".to_owned(),
        count => format!("{count} tests passed"),
    }
}

/// Generates the code of a project, such as `clients/python`, with the command in its README.
fn generate(protoward: &Path, name: &str, project: &Path) -> Run {
    let template = format!("examples/{name}/buf.gen.yaml");
    let run = Run::new(protoward).args(["generate", "--template", &template, "-o"]).arg(project);
    run.current_dir(workspace::root())
}

/// Returns the value for `PATH` with a folder before all others.
fn before(first: &Path) -> Result<OsString, Error> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(first.to_path_buf()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).map_err(|error| Error::Usage(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_tests() {
        assert_eq!(counted("...\nRan 13 tests in 6.069s\n\nOK\n"), "13 tests passed");
        assert_eq!(counted("# tests 5\n# suites 0\n# pass 5\n"), "5 tests passed");
        assert_eq!(counted("running 7 tests\n\ntest result: ok. 7 passed; 0 failed; 0 ignored;\n"), "7 tests passed");
        assert_eq!(counted("test result: ok. 0 passed;\n\ntest result: ok. 7 passed;\n"), "7 tests passed");
        assert_eq!(counted(""), "no test was run");
    }
}
