//! The cost of Google's crate `protobuf`: clean builds with protoward and with protobuf-codegen, and a Google API in the
//! runtimes of `docs/rust.md`.

mod payload;
mod project;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::goal::Goal;
use project::{Generators, Prepared, Project, size};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, corpus, files, workspace};

/// The limit of processor time, as a share of that of protobuf-codegen with an installed `protoc`.
const PROCESSOR: f64 = 1.0;

const PROTOBUF: &str = "protobuf = \"=4.36.2-release\"\n";

const PROGRAM: &str = "protoward-build-google = { path = \"ROOT/crates/build-scripts/build-google\", default-features = false, features = [\"program\"] }\n";

/// The files that `google/pubsub/v1/pubsub.proto` needs. Google's crate has no code of them.
const PUBSUB: [&str; 14] = [
    "google/pubsub/v1/pubsub.proto",
    "google/pubsub/v1/schema.proto",
    "google/api/annotations.proto",
    "google/api/client.proto",
    "google/api/field_behavior.proto",
    "google/api/http.proto",
    "google/api/launch_stage.proto",
    "google/api/resource.proto",
    "google/protobuf/descriptor.proto",
    "google/protobuf/duration.proto",
    "google/protobuf/empty.proto",
    "google/protobuf/field_mask.proto",
    "google/protobuf/struct.proto",
    "google/protobuf/timestamp.proto",
];

pub(super) fn run(protoward: &Path, runs: usize) -> Result<Outcome, Error> {
    let generators = Generators { protoward: protoward.to_owned(), protoc: corpus::protoc()? };
    let goal = messages(&generators, runs)?;
    pubsub(&generators, runs)?;
    println!("\n  {goal}");
    Ok(if goal.is_met() { Outcome::Passed } else { Outcome::Findings })
}

/// Measures clean builds of a crate with ten messages and a service.
fn messages(generators: &Generators, runs: usize) -> Result<Goal, Error> {
    let mut schema = "edition = \"2023\";\npackage ten;\nservice S { rpc Get(M0) returns (M9); }\n".to_owned();
    for number in 0..10 {
        let _ = writeln!(
            schema,
            "message M{number} {{ string name = 1; repeated int64 numbers = 2; map<string, M{number}> more = 3; }}"
        );
    }
    let call = ".input(\"ten.proto\").include(\"proto\").generate_and_compile()";
    let (ours, theirs) =
        (format!("protoward_build_google::CodeGen::new(){call}?"), format!("protobuf_codegen::CodeGen::new(){call}?"));
    let sources = [
        ("proto/ten.proto", &*schema),
        ("src/lib.rs", "include!(concat!(env!(\"OUT_DIR\"), \"/protobuf_generated/generated.rs\"));\n"),
    ];
    let project = |name, generator, script| {
        Project { name, runtime: PROTOBUF, generator, script, sources: &sources, release: false }.prepare()
    };
    let mut projects = [
        project("protoward, the program", PROGRAM, &ours)?,
        project(
            "protoward",
            "protoward-build-google = { path = \"ROOT/crates/build-scripts/build-google\" }\n",
            &ours,
        )?,
        project("protobuf-codegen + protoc", "protobuf-codegen = \"=4.36.2-release\"\n", &theirs)?,
    ];
    for _ in 0..runs {
        for project in &mut projects {
            project.clean_build(generators)?;
        }
    }
    println!("a clean build of a crate with ten messages and Google's crate, processor time, the best of {runs}");
    projects.iter().for_each(|it| println!("  {:28} {:6.2} s", it.name, it.seconds()));
    let [program, _, theirs] = &projects;
    let share = program.seconds() / theirs.seconds();
    Ok(Goal::at_most(
        "a clean build with the program: processor time, of protobuf-codegen with protoc",
        share,
        PROCESSOR,
    ))
}

/// Measures google.pubsub.v1 in each runtime.
fn pubsub(generators: &Generators, runs: usize) -> Result<(), Error> {
    let payload = workspace::scratch("bench/google-rust")?.join("payload");
    files::write(&payload, payload::payload())?;
    println!("\ngoogle.pubsub.v1: a clean build for release, a publish request of {} bytes", size(&payload)?);
    println!("  {:10} {:>12} {:>14} {:>12} {:>12} {:>12}", "", "processor", "generated", "program", "decode", "encode");
    for mut project in projects(generators)? {
        for _ in 0..runs {
            project.clean_build(generators)?;
        }
        let times = Run::new(project.program()).arg(&payload).finish()?.stdout;
        let times = String::from_utf8_lossy(&times).into_owned();
        let micros =
            |at| times.split_whitespace().nth(at).and_then(|it| it.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e3;
        println!(
            "  {:10} {:10.1} s {:10} KiB {:8} KiB {:9.1} µs {:9.1} µs",
            project.name,
            project.seconds(),
            project.code() / 1024,
            size(&project.program())? / 1024,
            micros(0),
            micros(1)
        );
    }
    Ok(())
}

fn projects(generators: &Generators) -> Result<[Prepared; 3], Error> {
    let tree = corpus::find("google-proto-files")?.trees()?.remove(0).dir;
    let include: PathBuf = generators.protoc.ancestors().nth(2).map(|it| it.join("include")).unwrap_or_default();
    let includes = format!("[{tree:?}, {include:?}]");
    let timing = ("src/timing.rs", include_str!("programs/timing.rs"));
    let project = |name, runtime, generator, script: String, main| {
        let sources = [timing, ("src/main.rs", main)];
        Project { name, runtime, generator, script: &script, sources: &sources, release: true }.prepare()
    };
    let file = PUBSUB[0];
    Ok([
        project(
            "prost",
            "prost = \"0.14\"\nprost-types = \"0.14\"\n",
            "protoward-build = { path = \"ROOT/crates/build-scripts/build\", default-features = false, features = [\"program\"] }\n",
            format!(
                "protoward_build::configure().build_client(false).build_server(false).compile_protos(&[{file:?}], &{includes})?"
            ),
            include_str!("programs/prost.rs"),
        )?,
        project(
            "google",
            PROTOBUF,
            PROGRAM,
            format!(
                "protoward_build_google::CodeGen::new().inputs({PUBSUB:?}).includes({includes}).generate_and_compile()?"
            ),
            include_str!("programs/google.rs"),
        )?,
        project(
            "buffa",
            "buffa = \"=0.9.2\"\nbuffa-types = \"=0.9.2\"\n",
            "buffa-build = \"=0.9.2\"\n",
            format!(
                "buffa_build::Config::new().include_file(\"all.rs\").files(&{:?}).includes(&{includes}).compile()?",
                &PUBSUB[..8]
            ),
            include_str!("programs/buffa.rs"),
        )?,
    ])
}
