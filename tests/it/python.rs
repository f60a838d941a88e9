//! Python modules and stubs are the same as those of protoc, and services the same as those of grpcio-tools. `cargo xtask oracle
//! python --record` records them again.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use protoward_compiler::Compiler;
use protoward_fixtures::CaseFile;
use protoward_plugin::{GeneratorCall, GeneratorInput, RequestOptions};
use protoward_python::generator;
use protoward_source::MemoryTree;

type Files = BTreeMap<String, String>;

/// Schemas with the recorded output of another program.
struct Case {
    name: String,
    schemas: Files,
    recorded: Files,
}

/// Returns the cases of the modules and stubs of protoc.
fn cases() -> Vec<Case> {
    cases_below("fixtures/python", "protoc")
}

/// Returns the cases of the services of grpcio-tools.
fn service_cases() -> Vec<Case> {
    cases_below("fixtures/grpc_python", "grpcio-tools")
}

/// Returns the cases of a folder. The recorded output is below `record`.
fn cases_below(folder: &str, record: &str) -> Vec<Case> {
    let files = CaseFile::read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let case = |case: protoward_fixtures::Case| {
        let recorded = case.below(record).map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        let is_schema = |name: &str| !name.starts_with(&format!("{record}/"));
        let schemas = case.sections.into_iter().filter(|section| is_schema(&section.name));
        Case { name: case.name, schemas: schemas.map(|section| (section.name, section.text)).collect(), recorded }
    };
    files.into_iter().flat_map(|(_, file)| file.cases).map(case).collect()
}

fn subject(case: &Case) -> (Arc<GeneratorInput>, Vec<String>) {
    let is_input = |name: &&String| name.ends_with(".proto");
    let names: Vec<String> = case.schemas.keys().filter(is_input).cloned().collect();
    let schema =
        Compiler::new().resolver(MemoryTree::new(case.schemas.clone())).compile(names.clone()).unwrap().into_schema();
    (Arc::new(GeneratorInput { schema, ..GeneratorInput::default() }), names)
}

/// Returns the output of a generator by path. Dots in file names become folders. Empty folder names are dropped, like in a path
/// of the file system.
fn generated(name: &str, parameter: &str, subject: &Arc<GeneratorInput>, files: &[String]) -> Files {
    let made = generator(name)
        .unwrap()
        .generate(&GeneratorCall { subject, files, parameter, request_options: RequestOptions::default() })
        .unwrap();
    let text = |content| String::from_utf8(content).unwrap();
    let path = |name: String| name.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    made.files.into_iter().map(|file| (path(file.name), text(file.content))).collect()
}

#[test]
fn modules_and_stubs_equal_those_of_protoc() {
    for case in cases() {
        let (subject, names) = subject(&case);
        let mut ours = generated("python", "", &subject, &names);
        ours.extend(generated("pyi", "", &subject, &names));
        assert_same(&case, &ours);
    }
}

/// Compares the output with the recorded one.
fn assert_same(case: &Case, ours: &Files) {
    assert_eq!(ours.keys().collect::<Vec<_>>(), case.recorded.keys().collect::<Vec<_>>(), "{}", case.name);
    for (name, text) in &case.recorded {
        let difference = || first_difference(&ours[name], text);
        assert!(ours[name] == *text, "{}: {name} differs:\n{}", case.name, difference());
    }
}

fn first_difference(ours: &str, theirs: &str) -> String {
    let differing = ours.lines().zip(theirs.lines()).find(|(ours, theirs)| ours != theirs);
    let (ours, theirs) = differing.unwrap_or(("one of them ends", "before the other one"));
    format!("  ours:   {ours}\n  theirs: {theirs}")
}

/// The recorded outputs are those of `grpc_1_0`: `…_pb2_grpc.py`, and the insertions of the plugin into `…_pb2.py`.
#[test]
fn services_equal_those_of_grpcio_tools() {
    for case in service_cases() {
        let (subject, names) = subject(&case);
        let mut ours = generated("grpc_python", "grpc_1_0", &subject, &names);
        ours.iter_mut().filter(|(name, _)| name.ends_with("_pb2.py")).for_each(|(_, text)| text.push_str(SCOPE));
        assert_same(&case, &ours);
        let stable = generated("grpc_python", "", &subject, &names);
        ours.retain(|name, _| name.ends_with("_pb2_grpc.py"));
        assert_eq!(stable, ours, "{}", case.name);
    }
}

/// The text after the insertion, which ends without a line break.
const SCOPE: &str = "\n# @@protoc_insertion_point(module_scope)\n";

#[test]
fn removes_a_prefix_from_the_names_of_imported_modules() {
    let case = service_cases().into_iter().find(|case| case.name == "services").unwrap();
    let (subject, _) = subject(&case);
    let files = ["acme/v1/orders.proto".to_owned()];
    let imports = |parameter| {
        let made = generated("grpc_python", parameter, &subject, &files);
        let text = &made["acme/v1/orders_pb2_grpc.py"];
        let imports = text.lines().filter(|line| line.contains("_pb2 as ")).map(str::to_owned);
        imports.collect::<Vec<_>>()
    };
    // The output of `python -m grpc_tools.protoc --grpc_python_out=grpc_2_0,acme.v1.:.`.
    let expected = [
        "from google.protobuf import any_pb2 as google_dot_protobuf_dot_any__pb2",
        "from google.protobuf import empty_pb2 as google_dot_protobuf_dot_empty__pb2",
        "from google.protobuf import timestamp_pb2 as google_dot_protobuf_dot_timestamp__pb2",
        "import legacy_pb2 as legacy__pb2",
        "import messages_pb2 as messages__pb2",
        "import orders_pb2 as orders__pb2",
        "import shared_pb2 as shared__pb2",
    ];
    assert_eq!(imports("grpc_2_0,acme.v1."), expected);
    assert_eq!(imports("grpc_2_0,"), imports(""));
}

#[test]
fn adds_stubs_next_to_modules_by_a_parameter() {
    let (subject, names) = subject(&cases()[0]);
    let both = generated("python", "annotate_code,pyi_out", &subject, &names);
    let mut apart = generated("python", "", &subject, &names);
    apart.extend(generated("pyi", "annotate_code", &subject, &names));
    assert_eq!(both, apart);
}

#[test]
fn refuses_an_unknown_parameter_with_the_message_of_protoc() {
    let (subject, names) = subject(&cases()[0]);
    for name in ["python", "pyi"] {
        let task = GeneratorCall {
            subject: &subject,
            files: &names,
            parameter: "annotate_code,lite=1",
            request_options: RequestOptions::default(),
        };
        let failure = generator(name).unwrap().generate(&task).unwrap_err();
        assert_eq!(failure.generator, name);
        assert_eq!(failure.to_string(), format!("{}: Unknown generator option: lite", names[0]));
    }
}

#[test]
fn refuses_too_many_paths_of_public_imports() {
    let mut tree = vec![("d0.proto".to_owned(), "message D0 {}".to_owned())];
    for level in 1..=20 {
        let below = level - 1;
        for side in ["l", "r"] {
            tree.push((format!("{side}{level}.proto"), format!("import public \"d{below}.proto\";")));
        }
        let both = format!("import public \"l{level}.proto\"; import public \"r{level}.proto\";");
        tree.push((format!("d{level}.proto"), both));
    }
    tree.push(("all.proto".to_owned(), "import \"d20.proto\"; message M { optional D0 d = 1; }".to_owned()));
    let compiled = Compiler::new().resolver(MemoryTree::new(tree)).compile(["all.proto"]).unwrap();
    let subject = Arc::new(GeneratorInput { schema: compiled.into_schema(), ..GeneratorInput::default() });
    let files = &["all.proto".to_owned()][..];
    let parameter = "";
    let failure = generator("python")
        .unwrap()
        .generate(&GeneratorCall { subject: &subject, files, parameter, request_options: RequestOptions::default() })
        .unwrap_err();
    let words = "all.proto: there are more than 65536 ways from it to files that are imported publicly";
    assert_eq!(failure.to_string(), words);
}
