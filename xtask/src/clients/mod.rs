//! The clients of the example in other languages, with code that protoward generates, against the server of the example:
//! what each tests of the four patterns, of TLS and tokens. Needs Python and Node.js, and Chromium for the web page.
//!
//! In: `examples/clients`, programs from package indexes. Out: whether the tests of each passed. Everything is made below
//! `target/clients`; the repository stays as it is.

mod copy;
mod installed;
mod python;
mod rest;
mod server;
mod typescript;
mod web;

use std::ffi::OsString;
use std::path::Path;

use clap::{Args, ValueEnum};

use crate::process::Run;
use crate::trouble::Trouble;
use crate::workspace::{self, Profile};
use crate::{Outcome, corpus};
pub(crate) use python::python_with;
use server::Server;

#[derive(Args)]
pub(crate) struct Options {
    /// Only this client
    #[arg(long)]
    only: Option<Client>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Client {
    Python,
    Typescript,
    Web,
    /// TypeScript over HTTP and JSON, with types from the OpenAPI document; only where it is named
    Rest,
}

pub(crate) fn run(options: &Options) -> Result<Outcome, Trouble> {
    let is_wanted = |client| options.only.is_none_or(|only| only == client);
    let protoward = workspace::protoward(Profile::Dev)?;
    let program = workspace::built("services", "services", Profile::Dev)?;
    let server = Server::start(&program, &workspace::scratch("clients/server")?)?;
    let mut fine = true;
    if is_wanted(Client::Python) {
        match python::tests(&protoward)? {
            Some(tests) => fine &= passed("python", &tests, &server)?,
            None => println!("python: left out, as there is no `{}` to fetch gRPC's plugin", corpus::APT),
        }
    }
    if is_wanted(Client::Typescript) || is_wanted(Client::Web) {
        let project = typescript::built(&protoward)?;
        if is_wanted(Client::Typescript) {
            fine &= passed("typescript", &typescript::tests(&project), &server)?;
        }
        match web::tests(&project) {
            _ if !is_wanted(Client::Web) => {}
            Some(tests) => fine &= passed("web", &tests, &server)?,
            None => println!("web: left out, as there is no Chromium; CHROMIUM names one"),
        }
    }
    // The server has no REST side yet.
    if options.only == Some(Client::Rest) {
        let project = rest::built(&protoward)?;
        fine &= passed("rest", &rest::tests(&project, &server.authority()), &server)?;
    }
    Ok(if fine { Outcome::Fine } else { Outcome::Findings })
}

/// Runs the tests of a client, and shows what they said where one failed.
fn passed(name: &str, tests: &Run, server: &Server) -> Result<bool, Trouble> {
    let done = server.known_to(tests.clone()).output()?;
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), done.stderr);
    if done.code == Some(0) {
        println!("{name}: {}", counted(&said));
    } else {
        println!("{name}: FAILED\n{said}\nwhat the server said:\n{}", server.log());
    }
    Ok(done.code == Some(0))
}

/// The line that says how many tests there were, without the time that they took.
fn counted(said: &str) -> String {
    let line = said.lines().find(|line| line.starts_with("# pass ") || line.starts_with("Ran "));
    let count = line.and_then(|line| line.split(' ').find_map(|word| word.parse::<usize>().ok()));
    count.map_or("no test was run".to_owned(), |count| format!("{count} tests passed"))
}

/// Generates the code of a client, as its README says.
fn generate(protoward: &Path, client: &str, project: &Path) -> Run {
    let template = format!("examples/clients/{client}/buf.gen.yaml");
    let run = Run::new(protoward).args(["generate", "--template", &template, "-o"]).arg(project);
    run.within(workspace::root())
}

/// The path for programs, with a folder before all others.
fn before(first: &Path) -> Result<OsString, Trouble> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(first.to_path_buf()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).map_err(|error| Trouble::Usage(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_counted() {
        assert_eq!(counted("...\nRan 13 tests in 6.069s\n\nOK\n"), "13 tests passed");
        assert_eq!(counted("# tests 5\n# suites 0\n# pass 5\n"), "5 tests passed");
        assert_eq!(counted(""), "no test was run");
    }
}
