//! OpenAPI documents of small schemas, and the errors in HTTP rules that prevent them.

mod names;
mod options;
mod rules;
mod schemas;
mod versions;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use protoward_compiler::Compiler;
use protoward_fixtures::{Case, CaseFile};
use protoward_openapi::generator;
use protoward_plugin as plugin;
use protoward_plugin::{Failure, Generated, GeneratorCall, GeneratorInput, GeneratorProblem, RequestOptions};
use protoward_source::{FolderTree, MemoryTree, Resolver, Sources};
use serde_json::Value as Json;
use walkdir::WalkDir;

use super::support::{check, shown};

fn fixtures(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(below)
}

/// The result of generating documents, with the source texts.
struct GeneratedDocuments {
    result: Result<Generated, Box<Failure>>,
    subject: Arc<GeneratorInput>,
    sources: Sources,
}

fn make(tree: impl Resolver + 'static, targets: &[String], parameter: &str) -> GeneratedDocuments {
    let annotations = FolderTree::new(fixtures("annotations"));
    let compiler = Compiler::new().resolver(tree).resolver(annotations);
    let (schema, sources) = compiler.compile(targets).unwrap().into_parts();
    let subject = Arc::new(GeneratorInput { schema, ..GeneratorInput::default() });
    let task =
        GeneratorCall { subject: &subject, files: targets, parameter, request_options: RequestOptions::default() };
    let result = generator("openapi").unwrap().generate(&task);
    GeneratedDocuments { result, subject, sources }
}

impl GeneratedDocuments {
    /// Returns the files with the warnings, or the errors.
    fn shown(mut self) -> String {
        let (files, found) = match self.result {
            Ok(generated) => (generated.files, generated.warnings),
            Err(failure) => match failure.problem {
                GeneratorProblem::Invalid(found) => (Vec::new(), found),
                problem => return format!("{problem}\n"),
            },
        };
        let mut text = String::new();
        for file in files {
            let _ = write!(text, "# {}\n{}", file.name, String::from_utf8(file.content).unwrap());
        }
        let report = plugin::located(&found, &self.subject.schema, &mut self.sources);
        text + &shown(&report, &self.sources, &fixtures(""))
    }
}

/// Returns the only document of a schema, which is in `a.proto` and in other files.
fn document(text: &str, others: &[(&str, &str)], parameter: &str) -> Json {
    let files = others.iter().copied().chain([("a.proto", text)]);
    let tree = MemoryTree::new(files.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let made = make(tree, &["a.proto".to_owned()], &format!("format=json,{parameter}"));
    let generated = made.result.unwrap();
    let [file] = generated.files.as_slice() else { panic!("there is one document") };
    serde_json::from_slice(&file.content).unwrap()
}

/// Returns the operation ids of a document, sorted by path.
fn ids(document: &Json) -> Vec<&str> {
    let items: BTreeMap<&String, &Json> = document["paths"].as_object().unwrap().iter().collect();
    let operations = items.into_values().flat_map(|item| item.as_object().unwrap().values());
    operations.filter_map(|it| it["operationId"].as_str()).collect()
}

/// Returns the `.proto` files of a folder by relative path.
fn names(folder: &Path) -> Vec<String> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "proto"));
    files.map(|entry| entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn documents_of_fixtures_equal_their_snapshots() {
    for case in ["library", "everything"] {
        let folder = fixtures("openapi").join(case);
        let parameter = std::fs::read_to_string(folder.join("parameter")).unwrap_or_default();
        let made = make(FolderTree::new(&folder), &names(&folder), parameter.trim());
        check("openapi", case, &made.shown());
    }
}

#[test]
fn writes_the_same_documents_for_any_order_of_files() {
    let folder = fixtures("openapi/everything");
    let forward = names(&folder);
    let mut backward = names(&folder);
    backward.reverse();
    let made = |names: &[String]| make(FolderTree::new(&folder), names, "").shown();
    assert_eq!(made(&forward), made(&backward));
}

#[test]
fn reports_mistakes_in_rules_with_positions() {
    let path = fixtures("openapi/mistakes.txt");
    let file = CaseFile::read(&path);
    let result = |case: &Case| {
        let tree = MemoryTree::new([("a.proto".to_owned(), case.text("a.proto").unwrap().to_owned())]);
        Some(make(tree, &["a.proto".to_owned()], "").shown())
    };
    let results: Vec<_> = file.cases.iter().map(result).collect();
    file.check(&path, "result", results);
}

/// Generates documents for two packages, one of which has two services.
fn three_services(parameter: &str) -> GeneratedDocuments {
    let file = |package: &str, services: &[&str]| {
        let service = |name: &&str| {
            let path = format!("/{package}/{name}").to_lowercase();
            format!(
                "service {name} {{ rpc Get(M) returns (M) {{ option (google.api.http).get = \"{path}/{{page_size}}/{{name=a-b/*}}\"; }} }}\n"
            )
        };
        let services: String = services.iter().map(service).collect();
        let message = "message M { int32 page_size = 1; string name = 2; bool is_new = 3; }";
        format!(
            "syntax = \"proto3\";\npackage {package};\nimport \"google/api/annotations.proto\";\n{services}{message}\n"
        )
    };
    let tree = MemoryTree::new([("a.proto", file("a.v1", &["S", "T"])), ("b.proto", file("b", &["S"]))]);
    make(tree, &["a.proto".to_owned(), "b.proto".to_owned()], parameter)
}

#[test]
fn shares_documents_between_services_by_a_parameter() {
    let names = |parameter: &str| -> Vec<String> {
        three_services(parameter).result.unwrap().files.into_iter().map(|file| file.name).collect()
    };
    assert_eq!(names(""), ["a.v1.openapi.yaml", "b.openapi.yaml"]);
    assert_eq!(names("per=service"), ["a.v1.S.openapi.yaml", "a.v1.T.openapi.yaml", "b.S.openapi.yaml"]);
    assert_eq!(names("per=all"), ["openapi.yaml"]);
    assert_eq!(names("per=all,file=docs/api.yml"), ["docs/api.yml"]);
    assert_eq!(names("format=json"), ["a.v1.openapi.json", "b.openapi.json"]);
}

#[test]
fn writes_a_merged_document_as_json_with_declared_names() {
    check("openapi", "merged", &three_services("per=all,format=json,naming=proto").shown());
}

#[test]
fn refuses_unknown_settings() {
    assert_eq!(
        three_services("per=file").shown(),
        "`per=file` is unknown; there are `per=package`, `per=service`, `per=all`\n"
    );
    assert_eq!(three_services("titel=x").shown(), "unknown option `titel`; did you mean `title`?\n");
}

const HEAD: &str = "syntax = \"proto3\";\npackage a.v1;\nimport \"google/api/annotations.proto\";\n";

#[test]
fn duplicates_can_be_allowed() {
    let rule = |name: &str| format!("rpc {name}(M) returns (M) {{ option (google.api.http).get = \"/v1/{{id}}\"; }}");
    let text = format!("{HEAD}service S {{ {} {} }} message M {{ string id = 1; }}", rule("A"), rule("B"));
    let made = |parameter: &str| make(MemoryTree::new([("a.proto", text.clone())]), &["a.proto".to_owned()], parameter);
    assert!(made("").result.is_err());
    let generated = made("duplicates=allow").result.unwrap();
    let document = String::from_utf8(generated.files[0].content.clone()).unwrap();
    assert!(document.contains("operationId: S_A") && document.contains("operationId: S_B"), "{document}");
    assert_eq!(generated.warnings.len(), 1);
}

#[test]
fn services_without_rules_have_no_document() {
    let text = format!("{HEAD}service S {{ rpc A(M) returns (M); }} message M {{}}");
    let generated = make(MemoryTree::new([("a.proto", text)]), &["a.proto".to_owned()], "").result.unwrap();
    assert!(generated.files.is_empty() && !generated.notes.is_empty());
}
