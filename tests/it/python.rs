//! Python modules and stubs are the same as those of protoc, and services the same as those of grpcio-tools. `cargo xtask oracle
//! python --record` records them again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use protoward_compiler::Compiler;
use protoward_plugin::python::generator;
use protoward_plugin::{RequestOptions, Subject, Task};
use protoward_source::FolderTree;
use walkdir::WalkDir;

/// The folder with the recorded outputs of protoc, next to the source files.
const RECORD: &str = "protoc";

type Files = BTreeMap<String, String>;

fn cases() -> Vec<PathBuf> {
    cases_below("fixtures/python")
}

fn cases_below(folder: &str) -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    cases
}

/// Returns all files below a folder by relative path.
fn files(folder: &Path) -> Files {
    let entries = WalkDir::new(folder).into_iter().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let path = entry.path().strip_prefix(folder).unwrap();
        let parts: Vec<_> = path.iter().map(|part| part.to_str().unwrap()).collect();
        (parts.join("/"), std::fs::read_to_string(entry.path()).unwrap())
    });
    files.collect()
}

fn subject(folder: &Path) -> (Arc<Subject>, Vec<String>) {
    let is_input = |name: &String| name.ends_with(".proto");
    let names: Vec<String> = files(folder).into_keys().filter(is_input).collect();
    let schema = Compiler::new().resolver(FolderTree::new(folder)).compile(names.clone()).unwrap().into_schema();
    (Arc::new(Subject { schema, ..Subject::default() }), names)
}

/// Returns the output of a generator by path. Dots in file names become folders. Empty folder names are dropped, like in a path
/// of the file system.
fn generated(name: &str, parameter: &str, subject: &Arc<Subject>, files: &[String]) -> Files {
    let made = generator(name)
        .unwrap()
        .generate(&Task { subject, files, parameter, request_options: RequestOptions::default() })
        .unwrap();
    let text = |content| String::from_utf8(content).unwrap();
    let path = |name: String| name.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    made.files.into_iter().map(|file| (path(file.name), text(file.content))).collect()
}

#[test]
fn modules_and_stubs_equal_those_of_protoc() {
    for case in cases() {
        let recorded = files(&case.join(RECORD));
        let (subject, names) = subject(&case);
        let mut ours = generated("python", "", &subject, &names);
        ours.extend(generated("pyi", "", &subject, &names));
        assert_eq!(ours.keys().collect::<Vec<_>>(), recorded.keys().collect::<Vec<_>>(), "{}", case.display());
        for (name, text) in &recorded {
            assert!(
                ours[name] == *text,
                "{}: {name} differs:\n{}",
                case.display(),
                first_difference(&ours[name], text)
            );
        }
    }
}

fn first_difference(ours: &str, theirs: &str) -> String {
    let differing = ours.lines().zip(theirs.lines()).find(|(ours, theirs)| ours != theirs);
    let (ours, theirs) = differing.unwrap_or(("one of them ends", "before the other one"));
    format!("  ours:   {ours}\n  theirs: {theirs}")
}

/// The folder with the recorded outputs of grpcio-tools.
const GRPC_RECORD: &str = "grpcio-tools";

/// The recorded outputs are those of `grpc_1_0`: `…_pb2_grpc.py`, and the insertions of the plugin into `…_pb2.py`.
#[test]
fn services_equal_those_of_grpcio_tools() {
    for case in cases_below("fixtures/grpc_python") {
        let recorded = files(&case.join(GRPC_RECORD));
        let (subject, names) = subject(&case);
        let mut ours = generated("grpc_python", "grpc_1_0", &subject, &names);
        ours.iter_mut().filter(|(name, _)| name.ends_with("_pb2.py")).for_each(|(_, text)| text.push_str(SCOPE));
        assert_eq!(ours.keys().collect::<Vec<_>>(), recorded.keys().collect::<Vec<_>>(), "{}", case.display());
        for (name, text) in &recorded {
            let difference = || first_difference(&ours[name], text);
            assert!(ours[name] == *text, "{}: {name} differs:\n{}", case.display(), difference());
        }
        let stable = generated("grpc_python", "", &subject, &names);
        ours.retain(|name, _| name.ends_with("_pb2_grpc.py"));
        assert_eq!(stable, ours, "{}", case.display());
    }
}

/// The text after the insertion, which ends without a line break.
const SCOPE: &str = "\n# @@protoc_insertion_point(module_scope)\n";

#[test]
fn a_prefix_is_removed_from_the_names_of_imported_modules() {
    let case = cases_below("fixtures/grpc_python").into_iter().find(|case| case.ends_with("services")).unwrap();
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
fn a_parameter_adds_stubs_next_to_modules() {
    let (subject, names) = subject(&cases()[0]);
    let both = generated("python", "annotate_code,pyi_out", &subject, &names);
    let mut apart = generated("python", "", &subject, &names);
    apart.extend(generated("pyi", "annotate_code", &subject, &names));
    assert_eq!(both, apart);
}

#[test]
fn an_unknown_parameter_is_refused_with_the_message_of_protoc() {
    let (subject, names) = subject(&cases()[0]);
    for name in ["python", "pyi"] {
        let task = Task {
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
fn too_many_paths_of_public_imports_are_refused() {
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
    let compiled = Compiler::new().resolver(protoward_source::MemoryTree::new(tree)).compile(["all.proto"]).unwrap();
    let subject = Arc::new(Subject { schema: compiled.into_schema(), ..Subject::default() });
    let (files, parameter) = (&["all.proto".to_owned()][..], "");
    let failure = generator("python")
        .unwrap()
        .generate(&Task { subject: &subject, files, parameter, request_options: RequestOptions::default() })
        .unwrap_err();
    let words = "all.proto: there are more than 65536 ways from it to files that are imported publicly";
    assert_eq!(failure.to_string(), words);
}
