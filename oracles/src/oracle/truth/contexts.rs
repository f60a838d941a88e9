//! The contexts of changes: a real file with its neighbors and imports, in a given edition, with declarations that are rare in
//! real files.

mod grafts;

use std::sync::Arc;

use protoward_schema::Schema;

use super::compiled;
use crate::mutate::edition::Edition;
use crate::mutate::outline::{ItemKind, Outline};
use crate::mutate::{Files, Library, dialect, graft};
use protoward_kit::random::Random;

const ATTEMPTS: u64 = 80;
/// The maximum size of a file. Larger files take a lot of time without adding other kinds of declarations.
const LARGEST: usize = 60_000;

/// Files that compile, around one with many declarations to change.
#[derive(Debug)]
pub(super) struct SchemaContext {
    pub(super) edition: Edition,
    pub(super) file: String,
    pub(super) files: Arc<Files>,
    pub(super) schema: Arc<Schema>,
    /// The files that a change may edit.
    targets: Vec<String>,
}

impl SchemaContext {
    /// Draws the file to change, in most cases the main file.
    pub(super) fn target(&self, random: &mut Random) -> String {
        let other = if random.chance(2) { random.pick(&self.targets) } else { None };
        other.unwrap_or(&self.file).clone()
    }
}

/// Draws the context with this index. Returns `None` if no draw compiles.
pub(super) fn draw(libraries: &[Library], edition: Edition, seed: u64, index: usize) -> Option<SchemaContext> {
    let key = u64::try_from(index).ok()?;
    (0..ATTEMPTS).find_map(|attempt| {
        let mut random = Random::keyed(seed, &[0x0c0_7e37, edition as u64, key, attempt]);
        let library = random.pick(libraries)?;
        // protoc and the judges use their own versions of protobuf's files.
        let file = random.pick(library.files()).filter(|it| !it.starts_with("google/protobuf/"))?;
        let files = library.subset(file, &mut random);
        let text = files.get(file).filter(|it| it.len() < LARGEST)?;
        let package = package(text)?;
        let text = in_edition(text, edition, &mut random)?;
        let text = graft::graft(&text).filter(|_| edition.has_features() || random.chance(2)).unwrap_or(text);
        let (files, targets) = with_grafts(files, file, &text, edition, &package);
        let schema = Arc::new(compiled(&files)?);
        Some(SchemaContext { edition, file: file.clone(), files: Arc::new(files), schema, targets })
    })
}

/// Returns the package that a file declares.
pub(super) fn package(text: &str) -> Option<String> {
    let outline = Outline::of(text);
    let package = outline.items.iter().find(|it| it.kind == ItemKind::Package)?;
    Some(text[package.name.clone()].split_whitespace().collect())
}

fn in_edition(text: &str, edition: Edition, random: &mut Random) -> Option<String> {
    let written = match dialect::Dialect::of(text, &Outline::of(text)) {
        dialect::Dialect::Proto2 => Edition::Proto2,
        dialect::Dialect::Proto3 => Edition::Proto3,
        dialect::Dialect::Edition if edition.has_features() => Edition::E2023,
        dialect::Dialect::Edition => return None,
    };
    match edition {
        Edition::Proto2 | Edition::Proto3 if written == edition => Some(text.to_owned()),
        Edition::Proto2 => dialect::to_proto2(text),
        Edition::Proto3 => dialect::to_proto3(text, random),
        Edition::E2023 | Edition::E2024 | Edition::E2026 => dialect::to_edition(text, edition.name(), random),
    }
}

fn with_grafts(mut files: Files, file: &str, text: &str, edition: Edition, package: &str) -> (Files, Vec<String>) {
    let folder = file.rsplit_once('/').map_or(String::new(), |it| format!("{}/", it.0));
    let sibling = format!("{folder}truth_beside.proto");
    let text = graft::with_import(text, &sibling);
    let text = graft::with_import(&text, grafts::OPTIONS_FILE);
    let mark = if text.contains(graft::MARK) { String::new() } else { format!("\n{}", graft::MARK) };
    files.insert(file.to_owned(), format!("{}{mark}\n{}", text.trim_end(), grafts::declarations(edition)));
    files.insert(sibling.clone(), grafts::sibling(edition, package, &folder));
    let base = format!("{folder}truth_base.proto");
    files.insert(base.clone(), grafts::base(edition, package));
    files.insert(format!("{folder}truth_carrier.proto"), grafts::carrier(edition, package, file));
    files.insert(grafts::OPTIONS_FILE.to_owned(), grafts::options(edition));
    files.insert(grafts::ALONE_FILE.to_owned(), grafts::alone(edition));
    let neighbors = files.keys().filter(|it| it.starts_with(&folder) && !it[folder.len()..].contains('/'));
    let mut targets: Vec<String> = neighbors.cloned().collect();
    targets.extend([grafts::OPTIONS_FILE.to_owned(), grafts::ALONE_FILE.to_owned(), sibling]);
    (files, targets)
}
