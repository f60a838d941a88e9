//! A crate that serves the same services over REST with protoward, with other crates, and with code written by hand.
//!
//! The input is the crate in `fixtures/rest/compare` and the rules of `rules`. The output is its program, built below
//! `target/rest/compare`. Each rule has a method, and a descriptor set with only that method, which the generators of other
//! crates read.

pub(crate) mod rules;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use protoward_kit::cargo_crate::CargoCrate;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::registries::{Pin, Registry};
use protoward_kit::workspace::{self, Profile};
use rules::{RULES, Rule, Shape};

/// The files that the schemas import, with their folders in this repository.
const IMPORTS: [(&str, &str); 3] = [
    ("google/api/annotations.proto", "third_party/googleapis"),
    ("google/api/http.proto", "third_party/googleapis"),
    ("google/api/httpbody.proto", "fixtures/openapi/everything"),
];

/// The folder of the crate below `target`.
const FOLDER: &str = "rest/compare";

/// The files of the crate that are committed.
const FILES: &str = "Cargo.toml build.rs proto/bench.proto proto/kinds.proto proto/kinds2.proto \
    proto/kinds_editions.proto src/main.rs src/bench.rs src/by_hand.rs src/kinds.rs src/load.rs src/others.rs \
    src/rules.rs src/serve.rs";

const MESSAGES: &str = include_str!("messages.proto");

/// The schemas with every kind of field: proto3, proto2 and editions. Each is a package with a message `All`, and a service that
/// answers `POST` and `GET` at `/PACKAGE` with its request.
pub(crate) const KINDS: [&str; 3] = ["kinds", "kinds2", "kinds_editions"];

/// The compared crates with their versions. The names are those that the program uses.
pub const CRATES: [(&str, &str); 4] =
    [("protoward", ""), ("tonic-rest-build", "0.1.5"), ("rest_over_grpc", "0.3.0"), ("structured-proxy", "7.0.0")];

/// Returns the versions of the compared crates.
pub(crate) fn pins() -> impl Iterator<Item = Pin> {
    let others = CRATES.iter().filter(|(_, version)| !version.is_empty());
    others.map(|(name, version)| Pin::new(Registry::Crates, name, version, "oracles/src/comparison/mod.rs"))
}

/// Generates and builds the crate, and returns its program.
pub fn program(profile: Profile) -> Result<PathBuf, Error> {
    let folder = workspace::scratch(FOLDER)?;
    let fixture = workspace::root().join("fixtures/rest/compare");
    let compare = CargoCrate::built_into(&folder, workspace::target().join("rest/compare-target"));
    compare.copy_located(&fixture, &FILES.split(' ').collect::<Vec<_>>())?;
    compare.lock()?;
    let protoward = workspace::protoward(Profile::Dev)?;
    workspace::write_changed(&folder.join("proto/compare.proto"), &schema(&RULES))?;
    configure(&folder)?;
    let generate = ["generate", "--plugin", "tonic", "-o", "src/gen", "--opt", "rest", "--opt", "json"];
    Run::new(&protoward).args(generate).current_dir(&folder).finish()?;
    let modules = folder.join("src/gen/mod.rs");
    let text = fs::read_to_string(&modules).map_err(Error::at(&modules))?;
    workspace::write_changed(&folder.join("src/gen/echo.rs"), &echo())?;
    workspace::write_changed(&modules, &(text + "pub mod echo;\n"))?;
    sets(&folder, &protoward)?;
    compare.cargo(&["build", "--quiet", "--profile", profile.name()]).finish()?;
    Ok(compare.program(profile, "compare"))
}

/// Writes the OpenAPI document of the services over every kind of field, and returns its path. The program must be built.
pub(crate) fn document() -> Result<PathBuf, Error> {
    let folder = workspace::target().join(FOLDER);
    let out = workspace::scratch("rest/compare/document")?;
    let mut generate =
        Run::new(workspace::protoward(Profile::Dev)?).args(["generate", "--plugin", "openapi", "-o"]).arg(&out);
    for option in ["per=all", "file=openapi.json", "format=json"] {
        generate = generate.args(["--opt", option]);
    }
    for kinds in KINDS {
        generate = generate.args(["--path", &format!("proto/{kinds}.proto")]);
    }
    generate.current_dir(&folder).finish()?;
    Ok(out.join("openapi.json"))
}

/// Returns the path of a descriptor set. It exists once the program is built.
pub(crate) fn set(name: &str) -> PathBuf {
    workspace::target().join(FOLDER).join("sets").join(format!("{name}.binpb"))
}

/// Writes the configuration of a folder with schemas, and the imported files.
fn configure(folder: &Path) -> Result<(), Error> {
    workspace::write_changed(&folder.join("protoward.toml"), "include = [\"deps\"]\n\n[[module]]\npath = \"proto\"\n")?;
    for (name, place) in IMPORTS {
        let from = workspace::root().join(place).join(name);
        let text = fs::read_to_string(&from).map_err(Error::at(&from))?;
        workspace::write_changed(&folder.join("deps").join(name), &text)?;
    }
    Ok(())
}

/// Writes the descriptor sets: one for each rule, and those of the benchmark services.
fn sets(folder: &Path, protoward: &Path) -> Result<(), Error> {
    let scene = workspace::scratch("rest/compare/scene")?;
    configure(&scene)?;
    let build = |name: &str, text: &str| {
        workspace::write_changed(&scene.join("proto/scene.proto"), text)?;
        let set = folder.join("sets").join(format!("{name}.binpb"));
        Run::new(protoward).args(["build", "-o"]).arg(set).current_dir(&scene).finish().map(drop)
    };
    fs::create_dir_all(folder.join("sets")).map_err(Error::at(folder))?;
    for rule in RULES.iter() {
        build(rule.name, &schema(std::slice::from_ref(rule)))?;
    }
    let proto = |name: &str| {
        let path = folder.join("proto").join(name).with_extension("proto");
        fs::read_to_string(&path).map_err(Error::at(&path))
    };
    for kinds in KINDS {
        build(kinds, &proto(kinds)?)?;
    }
    let bench = proto("bench")?;
    build("bench", &bench)?;
    let (before, after) = (bench.find("// A resource name"), bench.find("message GetBookRequest"));
    let books = format!("{}{}", &bench[..before.unwrap_or_default()], &bench[after.unwrap_or_default()..]);
    build("books", &books)?;
    let names: Vec<_> = RULES.iter().map(|rule| json!([rule.name, rule.uncompilable])).collect();
    workspace::write_changed(&folder.join("sets/rules.json"), &json!(names).to_string())
}

/// Returns a schema with a method for each rule.
fn schema(rules: &[Rule]) -> String {
    let mut text = MESSAGES.to_owned();
    text.push_str("\nservice Rules {\n");
    for rule in rules {
        let (input, output) = match rule.shape {
            Shape::Echo => ("Request", "Request"),
            Shape::Stream => ("Request", "stream Request"),
            Shape::Collect => ("stream Request", "Request"),
            Shape::Download => ("Request", "google.api.HttpBody"),
            Shape::Upload => ("Upload", "Request"),
        };
        let name = camel(rule.name);
        let http = rule.http;
        let _ =
            writeln!(text, "  rpc {name}({input}) returns ({output}) {{ option (google.api.http) = {{ {http} }}; }}");
    }
    text + "}\n"
}

/// Returns the implementation of the service. Its methods answer with their request.
fn echo() -> String {
    let mut text = "//! A service that answers with what it is given.\n\n\
        use std::pin::Pin;\n\n\
        use tonic::{Request as Call, Response, Status, Streaming};\n\n\
        use super::compare::rules_server::Rules;\n\
        use super::compare::{Request, Upload};\n\
        use super::google::api::HttpBody;\n\n\
        #[derive(Clone)]\npub struct Echo;\n\n\
        type Responses = Pin<Box<dyn tokio_stream::Stream<Item = Result<Request, Status>> + Send>>;\n\n\
        #[tonic::async_trait]\nimpl Rules for Echo {\n"
        .to_owned();
    for rule in RULES.iter() {
        text.push_str(&method(rule));
    }
    text + "}\n"
}

fn method(rule: &Rule) -> String {
    let name = rule.name;
    let (takes, gives, body) = match rule.shape {
        Shape::Echo => ("Request", "Request".to_owned(), "Ok(Response::new(call.into_inner()))"),
        Shape::Stream => (
            "Request",
            format!("Self::{}Stream", camel(name)),
            "let request = call.into_inner();\n        \
             Ok(Response::new(Box::pin(tokio_stream::iter([Ok(request.clone()), Ok(request)]))))",
        ),
        Shape::Collect => (
            "Streaming<Request>",
            "Request".to_owned(),
            "let (mut calls, mut all) = (call.into_inner(), Request::default());\n        \
             while let Some(one) = calls.message().await? { all.tags.push(one.name); }\n        \
             Ok(Response::new(all))",
        ),
        Shape::Download => (
            "Request",
            "HttpBody".to_owned(),
            "let data = call.into_inner().name.into_bytes();\n        \
             Ok(Response::new(HttpBody { content_type: \"text/x-name\".to_owned(), data }))",
        ),
        Shape::Upload => (
            "Upload",
            "Request".to_owned(),
            "let Upload { name, file } = call.into_inner();\n        \
             let file = file.unwrap_or_default();\n        \
             let tags = vec![file.content_type, String::from_utf8_lossy(&file.data).into_owned()];\n        \
             Ok(Response::new(Request { name, tags, ..Request::default() }))",
        ),
    };
    let stream = match rule.shape {
        Shape::Stream => format!("    type {}Stream = Responses;\n\n", camel(name)),
        _ => String::new(),
    };
    format!(
        "{stream}    async fn {name}(&self, call: Call<{takes}>) -> Result<Response<{gives}>, Status> {{\n        {body}\n    }}\n\n"
    )
}

fn camel(name: &str) -> String {
    let upper = |part: &str| part.get(..1).unwrap_or_default().to_uppercase() + part.get(1..).unwrap_or_default();
    name.split('_').map(upper).collect()
}
