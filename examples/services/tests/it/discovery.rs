//! Discovery of servers: from a file, and from a source that a program implements itself.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use services::client::{Balancing, ConnectError, Discover, Discovering, Obstacle, Place, Unreachable};
use tonic::Code;

use crate::mocked::connect;
use crate::names::{all, answering_server, free_address, three};
use crate::process::{Served, program, token};
use crate::server::within;

fn write(path: &Path, lines: &[&str]) {
    // Readers see the old file or the new one.
    let new = path.with_extension("new");
    std::fs::write(&new, lines.join("\n")).unwrap();
    std::fs::rename(new, path).unwrap();
}

#[tokio::test]
async fn follows_changes_of_a_file() {
    within(async {
        let [one, two, three] = three().await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("servers.txt");
        write(&path, &["# before the change", &one.url(), "", &two.url()]);
        let transport = connect(&[&format!("file:{}", path.display())], &one.identity).transport().unwrap();
        assert_eq!(all(&transport).await, ["one", "two"]);
        write(&path, &[&two.url(), &three.url()]);
        let pause = || tokio::time::sleep(Duration::from_millis(100));
        while all(&transport).await != ["three", "two"] {
            pause().await;
        }
        // An invalid file leaves the known servers as they are.
        for lines in [&["no address"][..], &[&one.url(), "http://localhost:1"], &[]] {
            write(&path, lines);
            tokio::time::sleep(Duration::from_millis(1100)).await;
            for _ in 0..2 {
                assert_eq!(all(&transport).await, ["three", "two"], "{lines:?}");
            }
        }
        std::fs::remove_file(&path).unwrap();
        tokio::time::sleep(Duration::from_millis(1100)).await;
        assert_eq!(all(&transport).await, ["three", "two"]);
    })
    .await;
}

#[tokio::test]
async fn explains_a_file_without_servers() {
    within(async {
        let [one, ..] = three().await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("servers.txt");
        let name = path.display().to_string();
        let target = format!("file:{name}");
        let answer = async || {
            let transport = connect(&[&target], &one.identity).transport().unwrap();
            let status = answering_server(&transport).await.unwrap_err();
            assert_eq!(status.code(), Code::Unavailable);
            let source = std::error::Error::source(&status).unwrap();
            assert_eq!(source.downcast_ref(), Some(&Unreachable(Obstacle::NoServer)));
            status.message().strip_prefix(&format!("no server can be reached: {name}: ")).unwrap().to_owned()
        };
        assert_eq!(answer().await, std::fs::read(&path).unwrap_err().to_string());
        write(&path, &["# nobody"]);
        assert_eq!(answer().await, "no address is known");
        write(&path, &[&one.url(), "localhost:50051"]);
        let expected = "line 2: `localhost:50051` is not an address such as https://localhost:50051";
        assert_eq!(answer().await, expected);
        let refused = connect(&["file:"], &one.identity).transport().map(drop);
        assert!(matches!(refused, Err(ConnectError::Address(_))));
    })
    .await;
}

/// A source of servers that a program implements itself.
#[derive(Debug, Default)]
struct Registry(Mutex<Vec<Place>>);

impl Discover for Registry {
    fn name(&self) -> String {
        "registry".to_owned()
    }

    fn discover(&self) -> Discovering {
        let places = self.0.lock().unwrap().clone();
        Box::pin(async move { Ok(places) })
    }
}

#[tokio::test]
async fn asks_a_source_of_the_user() {
    within(async {
        let [one, two, _] = three().await;
        let registry = Arc::new(Registry::default());
        let balancing = Balancing {
            sources: vec![registry.clone()],
            refresh_after_failure: Duration::ZERO,
            ..Balancing::default()
        };
        // A source is enough; no address is configured.
        let transport = connect(&[], &one.identity).transport_with(&balancing).unwrap();
        let status = answering_server(&transport).await.unwrap_err();
        assert_eq!(status.message(), "no server can be reached: registry: no address is known");
        let nobody = free_address().await;
        let place = |address| Place { url: "https://localhost:50051".to_owned(), address: Some(address) };
        *registry.0.lock().unwrap() = vec![place(nobody), place(two.address)];
        assert_eq!(all(&transport).await, ["two"]);
    })
    .await;
}

#[tokio::test]
async fn reads_servers_from_a_file() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let server = Served::start(folder.path(), &["--listen", "127.0.0.1:0", "--memory"]).await;
        let path = folder.path().join("servers.txt");
        write(&path, &[&server.url]);
        let call = async || {
            let mut program = program();
            program.args(["client", "--server", &format!("file:{}", path.display()), "--data"]).arg(folder.path());
            let output = program.env("SERVICES_TOKEN", token(folder.path())).arg("health").output().await.unwrap();
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
        };
        assert_eq!(call().await, ("SERVING\n".to_owned(), String::new()));
        write(&path, &[]);
        let (_, err) = call().await;
        assert!(
            err.contains("no address is known\n  help: no server is known: does the file in --server exist"),
            "{err}"
        );
    })
    .await;
}
