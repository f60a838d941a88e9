//! Schemas of whole corpora, with as many of their files as compile together.

use std::collections::BTreeMap;
use std::path::PathBuf;

use protoward_compiler::{Compilation, Compiler};
use protoward_schema::Schema;
use protoward_source::{Severity, Sources};

use protoward_kit::corpus::{self, files_below};
use protoward_kit::error::Error;
use protoward_kit::workspace;

pub(super) struct Corpus {
    pub(super) name: String,
    pub(super) schema: Schema,
    /// The number of requested files that compile.
    pub(super) files: usize,
    /// Files that do not compile, alone or with the others, each with its first error.
    pub(super) left_out: BTreeMap<String, String>,
}

/// Compiles the requested corpora.
pub(super) fn all(only: Option<&str>, below: &[String]) -> Result<Vec<Corpus>, Error> {
    let is_selected = |name: &str| only.is_none_or(|only| only == name);
    let mut corpora = Vec::new();
    if is_selected("names") {
        let folder = workspace::root().join("fixtures/codegen/names/proto");
        let files = files_below(&folder, "proto")?;
        corpora.push(Corpus::new("names".to_owned(), vec![folder], files));
    }
    for name in ["protobuf-src", "google-proto-files"].into_iter().filter(|&name| is_selected(name)) {
        for tree in corpus::find(name)?.trees()? {
            let roots = std::iter::once(tree.dir.clone()).chain(tree.includes.clone()).collect();
            let is_below_selected =
                |file: &String| below.is_empty() || below.iter().any(|folder| is_below(file, folder));
            let files = tree.files.iter().filter(|file| is_below_selected(file)).cloned().collect();
            corpora.push(Corpus::new(tree.title(), roots, files));
        }
    }
    Ok(corpora)
}

/// Returns `true` if no code is generated for a file, because its package is taken for one of `prost-types`.
fn is_treated_as_prost(schema: &Schema, file: &str) -> bool {
    let package = schema.find_file(file).map_or("", |file| schema.package(file));
    package.starts_with("google.protobuf.") && package != "google.protobuf.compiler"
}

fn is_below(file: &str, folder: &str) -> bool {
    file.strip_prefix(folder.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Corpus {
    /// Removes files with errors, repeatedly, until all files compile. Of two conflicting declarations, the first one stays.
    fn new(name: String, roots: Vec<PathBuf>, mut files: Vec<String>) -> Self {
        let mut left_out = BTreeMap::new();
        loop {
            let mut sources = Sources::default();
            let loaded = Compiler::new().includes(&roots).load(files.clone(), &mut sources);
            let Compilation { schema, report, .. } = loaded.link(&sources).compilation();
            let of_prost: Vec<&String> = files.iter().filter(|file| is_treated_as_prost(&schema, file)).collect();
            if !report.has_errors() && of_prost.is_empty() {
                return Self { name, schema, files: files.len(), left_out };
            }
            for file in of_prost {
                left_out.insert(file.clone(), "prost takes its package for one of `prost-types`".to_owned());
            }
            for error in report.iter().filter(|it| it.severity == Severity::Error) {
                let file = error.place().map(|place| sources.get(place.source).name.to_string());
                left_out.entry(file.unwrap_or_default()).or_insert_with(|| error.message.clone());
            }
            files.retain(|file| schema.find_file(file).is_some() && !left_out.contains_key(file));
        }
    }
}
