//! The files of a commit: small schemas, a configuration, a submodule and a text, with the changes that commits make.

use std::collections::{BTreeMap, BTreeSet};

use protoward_kit::random::Random;

/// The files that a commit may have. The folder `x` always has one.
const FILES: &[&str] = &["x/a.proto", "x/b.proto", "y/c.proto", "y/d.proto"];

/// The marker of a file in [`State::fields`], next to its fields.
const FILE: char = '.';

/// The kind and the place of the configurations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layout {
    None,
    Root,
    Inside,
    Modules,
    Buf,
    Nested,
}

impl Layout {
    pub(super) const ALL: &[Self] = &[Self::None, Self::Root, Self::Inside, Self::Modules, Self::Buf, Self::Nested];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Root => "root",
            Self::Inside => "in a folder",
            Self::Modules => "modules",
            Self::Buf => "buf.yaml",
            Self::Nested => "nested",
        }
    }
}

/// The files of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    /// The fields of each file. The number of a field follows from its name.
    fields: BTreeSet<(&'static str, char)>,
    layout: Layout,
    /// The text of the configuration; 0 is a configuration that is not there.
    variant: usize,
    /// The commit of the submodule.
    pub(super) submodule: Option<usize>,
    /// `true` if the attributes ask for line endings of Windows.
    is_crlf: bool,
    text: usize,
}

impl State {
    pub(super) fn new(random: &mut Random, layout: Layout, submodule: Option<usize>) -> Self {
        let mut fields = BTreeSet::new();
        for file in FILES.iter().filter(|file| **file == "x/a.proto" || **file == "y/c.proto" || random.chance(2)) {
            fields.extend([(*file, FILE), (*file, 'a'), (*file, 'b')]);
        }
        let variant = if random.chance(4) { 0 } else { 1 };
        Self { fields, layout, variant, submodule, is_crlf: random.chance(10), text: 0 }
    }

    pub(super) const fn is_crlf(&self) -> bool {
        self.is_crlf
    }

    fn files(&self) -> Vec<&'static str> {
        FILES.iter().copied().filter(|file| self.fields.contains(&(*file, FILE))).collect()
    }

    /// Returns the files after a commit: with another field, without one, with another configuration, or the like.
    pub(super) fn next(&self, random: &mut Random, submodules: usize) -> Self {
        let mut next = self.clone();
        next.text += 1;
        match random.below(100) {
            0..34 => next.add_field(random),
            34..58 => next.delete_field(random),
            58..64 => next.add_file(random),
            64..70 => next.delete_file(random),
            70..78 if self.layout != Layout::None => next.variant = 1 + random.below(4),
            78..92 if submodules > 0 => next.submodule = Some(random.below(submodules)),
            _ => {}
        }
        next
    }

    fn add_field(&mut self, random: &mut Random) {
        let files = self.files();
        let file = random.pick(&files).copied().unwrap_or("x/a.proto");
        let free = ('a'..='h').find(|name| !self.fields.contains(&(file, *name)));
        self.fields.extend(free.map(|name| (file, name)));
    }

    fn delete_field(&mut self, random: &mut Random) {
        let all: Vec<_> = self.fields.iter().filter(|it| it.1 != FILE).copied().collect();
        if let Some(field) = random.pick(&all) {
            self.fields.remove(field);
        }
    }

    fn add_file(&mut self, random: &mut Random) {
        let file = *random.pick(FILES).expect("there are files");
        self.fields.extend([(file, FILE), (file, 'a')]);
    }

    /// Deletes a file, unless it is the only one of its folder.
    fn delete_file(&mut self, random: &mut Random) {
        let files = self.files();
        let file = *random.pick(&files).expect("a folder keeps its last file");
        if files.iter().filter(|it| it[..1] == file[..1]).count() > 1 {
            self.fields.retain(|it| it.0 != file);
        }
    }

    /// Returns the merge of two states: what both have, and what one has and no base had.
    pub(super) fn merge(&self, other: &Self, bases: &[&Self]) -> Self {
        let is_old = |field: &_| bases.iter().any(|base| base.fields.contains(field));
        let both = self.fields.intersection(&other.fields);
        let new = self.fields.symmetric_difference(&other.fields).filter(|field| !is_old(field));
        let mut fields: BTreeSet<_> = both.chain(new).copied().collect();
        let files: BTreeSet<_> = fields.iter().filter(|it| it.1 == FILE).map(|it| it.0).collect();
        fields.retain(|it| files.contains(it.0));
        for folder in ["x", "y"] {
            if !files.iter().any(|file| file.starts_with(folder)) {
                fields.extend(self.fields.iter().filter(|it| it.0.starts_with(folder)));
            }
        }
        let is_unchanged = bases.iter().any(|base| base.variant == other.variant);
        let is_fixed = bases.iter().any(|base| base.submodule == other.submodule);
        Self {
            fields,
            layout: self.layout,
            variant: if is_unchanged { self.variant } else { other.variant },
            submodule: if is_fixed { self.submodule } else { other.submodule },
            is_crlf: self.is_crlf,
            text: self.text + other.text + 1,
        }
    }

    /// Returns the texts of all files, without those of the submodule.
    pub(super) fn texts(&self) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        for file in self.files() {
            let names = self.fields.iter().filter(|it| it.0 == file && it.1 != FILE).map(|it| it.1);
            texts.insert(file.to_owned(), schema(file, names));
        }
        texts.extend(configurations(self.layout, self.variant, self.submodule.is_some()));
        if self.is_crlf {
            texts.insert(".gitattributes".to_owned(), "*.proto text eol=crlf\n".to_owned());
        }
        if self.submodule.is_some() {
            let text = "[submodule \"sub\"]\n\tpath = sub\n\turl = ../sub.git\n";
            texts.insert(".gitmodules".to_owned(), text.to_owned());
        }
        texts.insert("readme".to_owned(), format!("{}\n", self.text));
        texts
    }

    /// Returns an edit of one schema below a folder as its path and its new text; `None` as the text for a deleted file.
    pub(super) fn edit(&self, random: &mut Random, folder: &str, kind: EditKind) -> (String, Option<String>) {
        let files: Vec<_> = self.files().into_iter().filter(|file| file.starts_with(folder)).collect();
        let file = random.pick(&files).copied().unwrap_or("x/a.proto");
        let names: Vec<char> = self.fields.iter().filter(|it| it.0 == file && it.1 != FILE).map(|it| it.1).collect();
        match kind {
            EditKind::Add => (file.to_owned(), Some(schema(file, names.into_iter().chain(['z'])))),
            EditKind::Delete => (file.to_owned(), Some(schema(file, names.into_iter().skip(1)))),
            EditKind::DeleteFile if files.len() > 1 => (file.to_owned(), None),
            EditKind::NewFile | EditKind::DeleteFile => {
                ("x/new.proto".to_owned(), Some(schema("x/new.proto", ['a'].into_iter())))
            }
            EditKind::Pointer => (file.to_owned(), Some(POINTER.to_owned())),
            EditKind::Text => ("readme".to_owned(), Some("edited\n".to_owned())),
        }
    }

    /// Returns the configurations with another text.
    pub(super) fn other_configuration(&self, random: &mut Random) -> BTreeMap<String, String> {
        configurations(self.layout, 1 + random.below(4), self.submodule.is_some())
    }
}

/// An edit of the work tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EditKind {
    Add,
    Delete,
    DeleteFile,
    NewFile,
    Pointer,
    Text,
}

/// A file of Git LFS that was not fetched.
const POINTER: &str = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

/// Returns the text of a schema. Files of different folders have different packages.
pub(super) fn schema(file: &str, fields: impl Iterator<Item = char>) -> String {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("sub", file));
    let name = name.trim_end_matches(".proto");
    let mut text = format!("syntax = \"proto3\";\n\npackage {folder}.v1;\n\nmessage M{name} {{\n");
    for field in fields {
        let number = u32::from(field) - u32::from('a') + 1;
        text += &format!("  int32 {field} = {number};\n");
    }
    text + "}\n"
}

/// Returns the configurations by their paths. The variants are: none, a plain one, another comment, more rules, and another set of
/// files.
fn configurations(layout: Layout, variant: usize, has_submodule: bool) -> BTreeMap<String, String> {
    if variant == 0 {
        return BTreeMap::new();
    }
    let rules = if variant == 3 { "[\"FILE\", \"WIRE_JSON\"]" } else { "[\"FILE\"]" };
    let comment = if variant == 2 { "# another comment\n" } else { "" };
    let policy = format!("{comment}[breaking]\nuse = {rules}\n");
    let modules: Vec<&str> = match (variant, has_submodule) {
        (4, _) => vec!["x"],
        (_, true) => vec!["x", "y", "sub"],
        (_, false) => vec!["x", "y"],
    };
    let files: Vec<(&str, String)> = match layout {
        Layout::None => Vec::new(),
        Layout::Root if variant == 4 => {
            vec![("protoward.toml", format!("[[module]]\npath = \".\"\nexcludes = [\"y\"]\n{policy}"))]
        }
        Layout::Root => vec![("protoward.toml", policy)],
        Layout::Inside => vec![("x/protoward.toml", policy)],
        Layout::Modules => {
            let modules: String = modules.iter().map(|path| format!("[[module]]\npath = \"{path}\"\n")).collect();
            vec![("protoward.toml", modules + &policy)]
        }
        Layout::Buf => {
            let modules: String = modules.iter().map(|path| format!("  - path: {path}\n")).collect();
            vec![("buf.yaml", format!("{comment}version: v2\nmodules:\n{modules}{}", buf_policy(rules)))]
        }
        Layout::Nested => {
            vec![("x/protoward.toml", policy), ("y/buf.yaml", format!("{comment}version: v2\n{}", buf_policy(rules)))]
        }
    };
    files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect()
}

/// The rules of a `buf.yaml`. Only the findings of the gate are judged, so that lint has a rule that all files satisfy.
fn buf_policy(rules: &str) -> String {
    format!("lint:\n  use: [SYNTAX_SPECIFIED]\nbreaking:\n  use: {}\n", rules.replace('"', ""))
}
