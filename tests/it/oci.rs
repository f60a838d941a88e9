//! Images in a registry: pushed and pulled, with tokens, redirects, refusals and false contents.

use std::collections::HashMap;
use std::fs;

use super::environment;
use super::http_server::{HttpServer, Request, Response};
use super::support::write;

const BEFORE: &str =
    "syntax = \"proto3\";\npackage acme.v1;\nmessage Order {\n  string id = 1;\n  int64 total = 2;\n}\n";
const AFTER: &str = "syntax = \"proto3\";\npackage acme.v1;\nmessage Order {\n  string id = 1;\n}\n";

/// The password of the user `ci`, and its header.
const PASSWORD: &str = "secret-password";
const BASIC: &str = "Basic Y2k6c2VjcmV0LXBhc3N3b3Jk";
const BEARER: &str = "Bearer secret-token";

/// A registry, as the distribution specification describes it.
#[derive(Default)]
pub(super) struct Registry {
    /// The address, for absolute URLs.
    address: String,
    /// Blobs by digest, and manifests by tag and digest.
    contents: HashMap<String, Vec<u8>>,
    /// `true` to ask for a token.
    needs_token: bool,
    /// `true` to ask for a user name and a password.
    needs_password: bool,
    /// The answer to the first request that writes.
    refusal: Option<(u16, &'static str)>,
    /// The host to which requests of blobs are redirected.
    storage: Option<String>,
    requests: Vec<String>,
}

fn respond(registry: &mut Registry, request: &Request) -> Response {
    registry.requests.push(format!("{} {}", request.method, request.path));
    let authorization = request.header("authorization");
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    if path == "/token" {
        assert!(
            query.contains("service=acme%20registry") && query.contains("scope=repository%3Aacme%2Fapi%3A"),
            "{query}"
        );
        return match authorization {
            Some(BASIC) => json(200, r#"{"token":"secret-token"}"#),
            _ => json(401, r#"{"details":"incorrect username or password"}"#),
        };
    }
    if registry.needs_token && authorization != Some(BEARER) {
        let challenge = format!("Bearer realm=\"http://{}/token\",service=\"acme registry\"", registry.address);
        return asks(&challenge);
    }
    if registry.needs_password && authorization != Some(BASIC) {
        return asks("Basic realm=\"acme\"");
    }
    if request.method != "GET"
        && request.method != "HEAD"
        && let Some((status, body)) = registry.refusal
    {
        return json(status, body);
    }
    let Some(rest) = path.strip_prefix("/v2/acme/api/") else { return json(404, "{}") };
    match (&*request.method, rest.split_once('/')) {
        ("POST", _) if rest == "blobs/uploads/" => {
            let headers = "location: /v2/acme/api/blobs/uploads/1?state=x\r\n".to_owned();
            Response { status: 202, headers, body: Vec::new() }
        }
        ("PUT", _) if rest == "blobs/uploads/1" => {
            let digest = query.strip_prefix("state=x&digest=").expect("the state and the digest are sent");
            registry.contents.insert(digest.to_owned(), request.body.clone());
            Response { status: 201, ..Response::default() }
        }
        ("PUT", Some(("manifests", version))) => {
            assert_eq!(request.header("content-type"), Some("application/vnd.oci.image.manifest.v1+json"));
            for version in [version.to_owned(), digest_of(&request.body)] {
                registry.contents.insert(version, request.body.clone());
            }
            Response { status: 201, ..Response::default() }
        }
        ("GET", Some(("blobs", digest))) if registry.storage.is_some() => {
            let headers = format!("location: http://{}/{digest}\r\n", registry.storage.as_deref().unwrap());
            Response { status: 307, headers, body: Vec::new() }
        }
        ("GET" | "HEAD", Some(("blobs" | "manifests", version))) => match registry.contents.get(version) {
            Some(body) => Response { status: 200, headers: String::new(), body: body.clone() },
            None => json(404, r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#),
        },
        _ => json(405, "{}"),
    }
}

fn json(status: u16, body: &str) -> Response {
    Response { status, headers: "content-type: application/json\r\n".to_owned(), body: body.as_bytes().to_vec() }
}

fn asks(challenge: &str) -> Response {
    Response {
        headers: format!("www-authenticate: {challenge}\r\n"),
        ..json(401, r#"{"errors":[{"code":"UNAUTHORIZED"}]}"#)
    }
}

fn digest_of(bytes: &[u8]) -> String {
    protoward_inputs::oci::Digest::of(bytes).to_string()
}

/// Starts a registry.
pub(super) fn start(registry: Registry) -> HttpServer<Registry> {
    let registry = HttpServer::start(registry, respond);
    registry.state().address = registry.address.clone();
    registry
}

/// A registry, and a folder with the older and the newer schema.
struct Scene {
    registry: HttpServer<Registry>,
    folder: tempfile::TempDir,
}

impl Scene {
    fn new(registry: Registry) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let login = r#"{"auths":{"ADDRESS":{"auth":"Y2k6c2VjcmV0LXBhc3N3b3Jk"}}}"#;
        let registry = start(registry);
        let login = login.replace("ADDRESS", &registry.address);
        write(folder.path(), &[("old/a.proto", BEFORE), ("new/a.proto", AFTER), ("docker/config.json", &login)]);
        Self { registry, folder }
    }

    fn reference(&self, version: &str) -> String {
        format!("oci://{}/acme/api{version}", self.registry.address)
    }

    /// Runs protoward. Returns the exit code, stdout and stderr.
    fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> (i32, String, String) {
        let output = environment::protoward()
            .current_dir(self.folder.path())
            .args(arguments)
            .env("DOCKER_CONFIG", "docker")
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let [stdout, stderr] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        for secret in [PASSWORD, "secret-token"] {
            assert!(
                !stdout.contains(secret) && !stderr.contains(secret),
                "a secret is in the output: {stdout}{stderr}"
            );
        }
        (output.status.code().unwrap(), stdout, stderr)
    }

    fn push(&self) -> String {
        let (code, stdout, stderr) = self.run(&["build", "old", "-o", &self.reference(":v1")], &[]);
        assert_eq!(code, 0, "{stderr}");
        stdout.trim_end().to_owned()
    }

    fn breaking(&self, against: &str) -> (i32, String) {
        let (code, stdout, stderr) = self.run(&["breaking", "new", "--against", against], &[]);
        (code, stdout + &stderr)
    }
}

#[test]
fn compares_with_a_pushed_image_by_tag_and_by_digest() {
    let scene = Scene::new(Registry::default());
    let by_digest = scene.push();
    assert!(by_digest.starts_with(&scene.reference("@sha256:")), "{by_digest}");
    for against in [&by_digest, &scene.reference(":v1")] {
        let (code, output) = scene.breaking(against);
        assert_eq!(code, 100, "{output}");
        assert!(output.contains("FIELD_NO_DELETE"), "{output}");
    }
    // The same image has the same digest, and its contents are not sent again.
    scene.registry.state().requests.clear();
    assert_eq!(scene.push(), by_digest);
    let requests = scene.registry.state().requests.clone();
    assert!(!requests.iter().any(|request| request.contains("uploads")), "{requests:?}");
    // The image can be read as any other.
    let (code, stdout, stderr) = scene.run(&["ls-files", &by_digest], &[]);
    assert_eq!((code, &*stdout), (0, "a.proto\n"), "{stderr}");
    // The configuration may name it.
    fs::write(scene.folder.path().join("new/protoward.toml"), format!("[breaking]\nagainst = \"{by_digest}\"\n"))
        .unwrap();
    let (code, stdout, _) = scene.run(&["check", "new"], &[]);
    assert_eq!(code, 100, "{stdout}");
}

#[test]
fn sends_credentials_to_the_registry_only() {
    for (needs_token, needs_password) in [(true, false), (false, true)] {
        let scene = Scene::new(Registry { needs_token, needs_password, ..Registry::default() });
        let by_digest = scene.push();
        // Blobs are in another service, which must not see the credentials.
        let contents = scene.registry.state().contents.clone();
        let storage = HttpServer::start(contents, |contents, request| {
            assert_eq!(request.header("authorization"), None);
            Response { status: 200, headers: String::new(), body: contents[&request.path[1..]].clone() }
        });
        scene.registry.state().storage = Some(storage.address.clone());
        let (code, output) = scene.breaking(&by_digest);
        assert_eq!(code, 100, "{output}");
        // Without credentials, the registry refuses.
        let (code, _, stderr) = scene.run(&["ls-files", &by_digest], &[("DOCKER_CONFIG", "none")]);
        assert_eq!(code, 1);
        assert!(stderr.contains("status 401") && stderr.contains("docker login"), "{stderr}");
    }
}

#[cfg(unix)]
#[test]
fn takes_credentials_from_a_program() {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = Scene::new(Registry { needs_password: true, ..Registry::default() });
    let program = scene.folder.path().join("bin/docker-credential-test");
    let script = "#!/bin/sh\nread host\n[ \"$host\" = ADDRESS ] || { echo credentials not found; exit 1; }\n\
                  echo '{\"Username\":\"ci\",\"Secret\":\"secret-password\"}'\n";
    let script = script.replace("ADDRESS", &scene.registry.address);
    let config = r#"{"credsStore":"test"}"#;
    write(scene.folder.path(), &[("bin/docker-credential-test", &script), ("helper/config.json", config)]);
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let by_digest = scene.push();
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    let variables = [("DOCKER_CONFIG", "helper"), ("PATH", &path)];
    let (code, stdout, stderr) = scene.run(&["ls-files", &by_digest], &variables);
    assert_eq!((code, &*stdout), (0, "a.proto\n"), "{stderr}");
    // A store that has no credentials for the registry is not an error of its own.
    fs::write(&program, "#!/bin/sh\necho credentials not found in native keychain\nexit 1\n").unwrap();
    assert_eq!(scene.run(&["ls-files", &by_digest], &variables).0, 1);
    // A store that fails is named.
    fs::write(&program, "#!/bin/sh\necho oops\n").unwrap();
    let (code, _, stderr) = scene.run(&["ls-files", &by_digest], &variables);
    assert_eq!(code, 1);
    assert!(stderr.contains("`docker-credential-test` returned no credentials: its output is not JSON"), "{stderr}");
}

#[test]
fn names_a_file_of_credentials_that_cannot_be_read() {
    let scene = Scene::new(Registry { needs_password: true, ..Registry::default() });
    let by_digest = scene.push();
    write(scene.folder.path(), &[("broken/config.json", "{bad"), ("empty/config.json", "\n")]);
    let (code, _, stderr) = scene.run(&["ls-files", &by_digest], &[("DOCKER_CONFIG", "broken")]);
    assert_eq!(code, 1);
    assert!(stderr.contains("config.json`, which has the credentials of registries, is not JSON: "), "{stderr}");
    let (code, _, stderr) = scene.run(&["ls-files", &by_digest], &[("DOCKER_CONFIG", "empty")]);
    assert_eq!(code, 1);
    assert!(stderr.contains("status 401"), "{stderr}");
}

#[test]
fn speaks_tls_first_also_on_this_machine() {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // The server speaks TLS, and refuses every handshake.
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut first = [0; 5];
            stream.read_exact(&mut first).unwrap();
            let mut hello = vec![0; usize::from(u16::from_be_bytes([first[3], first[4]]))];
            stream.read_exact(&mut hello).unwrap();
            stream.write_all(&[21, 3, 3, 0, 2, 2, 40]).unwrap();
        }
    });
    let output = environment::protoward().args(["ls-files", &format!("oci://{address}/acme/api:v1")]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let expected = format!("the TLS handshake with `{address}` failed: received fatal alert: ");
    assert!(stderr.contains(&expected), "{stderr}");
}

#[test]
fn does_not_use_false_contents() {
    let scene = Scene::new(Registry::default());
    let by_digest = scene.push();
    let (_, digest) = by_digest.split_once('@').unwrap();
    let manifest = scene.registry.state().contents[digest].clone();
    let layer = {
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
        manifest["layers"][0]["digest"].as_str().unwrap().to_owned()
    };
    for (what, key) in [("the image", &*layer), ("the manifest", digest)] {
        let real = scene.registry.state().contents[key].clone();
        scene.registry.state().contents.get_mut(key).unwrap().push(b' ');
        let (code, output) = scene.breaking(&by_digest);
        assert_eq!(code, 1, "{output}");
        assert!(output.contains(&format!("the digest of {what} is sha256:")), "{output}");
        scene.registry.state().contents.insert(key.to_owned(), real);
    }
    assert_eq!(scene.breaking(&by_digest).0, 100);
}

#[test]
fn reports_status_and_reason_of_a_refusal() {
    let denied = r#"{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}"#;
    let scene = Scene::new(Registry { refusal: Some((403, denied)), ..Registry::default() });
    let (code, _, stderr) = scene.run(&["build", "old", "-o", &scene.reference(":v1")], &[]);
    assert_eq!(code, 1);
    assert!(stderr.contains("status 403: DENIED: requested access to the resource is denied"), "{stderr}");
    let (code, output) = scene.breaking(&scene.reference(":v2"));
    assert_eq!(code, 1);
    assert!(output.contains("status 404: MANIFEST_UNKNOWN"), "{output}");
}

#[test]
fn pushes_only_binary_images() {
    let scene = Scene::new(Registry::default());
    for options in ["#format=json", "#compression=gzip"] {
        let (code, _, stderr) = scene.run(&["build", "old", "-o", &scene.reference(&format!(":v1{options}"))], &[]);
        assert_eq!(code, 2, "{stderr}");
        assert!(stderr.contains("is binary and not compressed"), "{stderr}");
    }
    assert!(scene.registry.state().requests.is_empty());
}

#[test]
fn uses_no_network_if_that_is_forbidden() {
    let scene = Scene::new(Registry::default());
    let image = scene.reference(":v1");
    let offline = [("PROTOWARD_OFFLINE", "1")];
    let variables: [&[(&str, &str)]; 2] = [&offline, &[]];
    for (flags, variables) in [&[][..], &["--offline"]].into_iter().zip(variables) {
        for command in
            [&["ls-files", &image][..], &["build", "old", "-o", &image], &["breaking", "new", "--against", &image]]
        {
            let (code, _, stderr) = scene.run(&[command, flags].concat(), variables);
            assert_eq!(code, 1, "{command:?}: {stderr}");
            assert!(stderr.contains("the network is forbidden"), "{command:?}: {stderr}");
        }
    }
    assert!(scene.registry.state().requests.is_empty());
}
