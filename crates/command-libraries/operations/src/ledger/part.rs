//! The files that a ledger command looks at, which may be a part of those that the ledger is about.

use std::collections::BTreeSet;
use std::path::Path;

use crate::ledger::file::LedgerSubject;
use protoward_inputs::{Commit, Input};
use protoward_ledger::{Fact, Ledger, facts};
use protoward_schema::{Element, Schema};
use protoward_source::{Report, Sources, count};
use protoward_workspace::{OpenOptions, Workspace};

/// The files of a ledger command.
pub(crate) enum LedgerCoverage<'a> {
    /// All files: what they do not have is gone.
    Whole,
    /// Some of the files: what they do not have may be in others.
    Part(Box<LedgerPart<'a>>),
}

/// A part of the files, with the others.
pub(crate) struct LedgerPart<'a> {
    schema: &'a Schema,
    /// The displayed paths of the files in the part.
    files: BTreeSet<String>,
    /// All files now; `None` if they do not compile.
    now: Option<Side>,
    /// The facts of the part and of all files at the last commit.
    then: Option<(BTreeSet<Fact>, BTreeSet<Fact>)>,
}

struct Side {
    schema: Schema,
    sources: Sources,
    facts: BTreeSet<Fact>,
}

impl<'a> LedgerCoverage<'a> {
    /// Returns the files of a command; `sources` has their texts.
    pub(crate) fn of(subject: LedgerSubject<'a>, sources: &Sources) -> Self {
        let LedgerSubject { input, options, workspace, file, .. } = subject;
        let options = OpenOptions { paths: Vec::new(), exclude_paths: Vec::new(), ..options.clone() };
        let whole_input = match workspace.is_complete() {
            true if workspace.config.source.is_none() && !file.is_named => folder_of_ledger(file.path(), input),
            true => return Self::Whole,
            false => Some(whole(input, workspace)),
        };
        let Some(whole_input) = whole_input else { return Self::Whole };
        let now = Side::open(&whole_input, &options);
        let files = paths(&workspace.schema, sources);
        // A folder without a configuration is a part only if the folder of the ledger is a schema with more files.
        if workspace.is_complete() && now.as_ref().is_none_or(|now| paths(&now.schema, &now.sources).is_subset(&files))
        {
            return Self::Whole;
        }
        let then = then(&whole_input, &options, subject);
        Self::Part(Box::new(LedgerPart { schema: &workspace.schema, files, now, then }))
    }

    /// Returns `true` if a fact that the files do not have is gone: it was in them, and is not in another file.
    pub(crate) fn is_own(&self, fact: &Fact) -> bool {
        match self {
            Self::Whole => true,
            Self::Part(part) => part.owner(fact) == Owner::Part,
        }
    }

    /// Returns a note about facts that are gone, and whose files are not known.
    pub(crate) fn unclear(&self, ledger: &Ledger, facts: &BTreeSet<Fact>) -> Option<String> {
        let Self::Part(part) = self else { return None };
        let unclear = ledger.present().filter(|fact| !facts.contains(fact) && part.owner(fact) == Owner::Unknown);
        match unclear.count() {
            0 => None,
            _ if part.now.is_none() => Some(
                "the other files do not compile, so only changes to declarations of these files were recorded"
                    .to_owned(),
            ),
            number => Some(format!(
                "{} may be gone from these files or from others; `protoward ledger update` of all files records that",
                count(number, "fact")
            )),
        }
    }
}

/// The files that a fact belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Part,
    Others,
    Unknown,
}

impl LedgerPart<'_> {
    /// Returns the files of a fact that the part no longer has.
    fn owner(&self, fact: &Fact) -> Owner {
        if declared(self.schema, fact).is_some() {
            return Owner::Part;
        }
        // Without the other files, nothing else is known to be gone.
        let Some(now) = &self.now else { return Owner::Unknown };
        if now.facts.contains(fact) {
            return Owner::Others;
        }
        if let Some(element) = declared(&now.schema, fact) {
            return self.file(now, element);
        }
        if let Some((part, all)) = &self.then {
            match (part.contains(fact), all.contains(fact)) {
                (true, _) => return Owner::Part,
                (false, true) => return Owner::Others,
                (false, false) => {}
            }
        }
        self.of_package(now, fact)
    }

    fn file(&self, now: &Side, element: Element) -> Owner {
        let source = now.schema[now.schema.file_of(element)].source;
        if self.files.contains(&now.sources.get(source).display) { Owner::Part } else { Owner::Others }
    }

    /// Returns the files of the package of a fact, if they are all in the part, or all outside of it.
    fn of_package(&self, now: &Side, fact: &Fact) -> Owner {
        let name = owner_name(fact);
        let own = now.schema.files.iter().filter(|(_, file)| !file.is_import);
        let packages = own.map(|(id, file)| (now.schema.package(id), &now.sources.get(file.source).display));
        let around =
            packages.filter(|(package, _)| name.strip_prefix(package).is_some_and(|rest| rest.starts_with('.')));
        let around: Vec<_> = around.collect();
        let longest = around.iter().map(|(package, _)| package.len()).max();
        let mut files = around.iter().filter(|(package, _)| Some(package.len()) == longest).map(|(_, file)| *file);
        let is_in = |file: &String| self.files.contains(file);
        match files.next().map(is_in) {
            Some(first) if files.all(|file| is_in(file) == first) => {
                if first {
                    Owner::Part
                } else {
                    Owner::Others
                }
            }
            Some(_) | None => Owner::Unknown,
        }
    }
}

impl Side {
    fn open(input: &Input, options: &OpenOptions) -> Option<Self> {
        let mut sources = Sources::default();
        let workspace = protoward_workspace::open(input, options, &mut sources, &mut Report::default())?;
        let facts = facts(&workspace.schema);
        Some(Self { schema: workspace.schema, sources, facts })
    }
}

/// Returns the facts of a part and of all files at the last commit.
fn then(whole: &Input, options: &OpenOptions, subject: LedgerSubject<'_>) -> Option<(BTreeSet<Fact>, BTreeSet<Fact>)> {
    let LedgerSubject { input, options: part_options, workspace, .. } = subject;
    let at_head = |input: &Input| match input {
        Input::Folder(_) | Input::File(_) | Input::Package(_) => {
            Some(Input::At { commit: Commit::Head, input: Box::new(input.clone()) })
        }
        Input::Staged { input, .. } => Some(Input::At { commit: Commit::Head, input: input.clone() }),
        Input::Image(_) | Input::Archive(_) | Input::Git(_) | Input::At { .. } => None,
    };
    let open = |input: &Input, options: &OpenOptions| {
        let opened =
            protoward_workspace::open(&at_head(input)?, options, &mut Sources::default(), &mut Report::default());
        opened.map(|old| facts(&old.schema))
    };
    let part_options = OpenOptions { fallback: Some(workspace.layout()), ..part_options.clone() };
    // A part that is new has no facts before.
    Some((open(input, &part_options).unwrap_or_default(), open(whole, options)?))
}

/// Returns the input with all files that the configuration describes.
fn whole(input: &Input, workspace: &Workspace) -> Input {
    match (&workspace.root, input) {
        (Some(root), Input::Folder(_) | Input::File(_)) => Input::Folder(root.clone()),
        (Some(root), Input::Staged { index, .. }) => Input::Folder(root.clone()).staged(index.clone()),
        _ => input.clone(),
    }
}

/// Returns the folder of a ledger, if it is around an input without a configuration.
fn folder_of_ledger(ledger: &Path, input: &Input) -> Option<Input> {
    let (Input::Folder(path) | Input::File(path)) = input else { return None };
    let folder = ledger.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let around = folder.canonicalize().ok()?;
    let inside = path.canonicalize().ok()?;
    (inside.starts_with(&around) && inside != around).then(|| Input::Folder(folder.to_owned()))
}

/// Returns the displayed paths of the files of a schema, without imports.
fn paths(schema: &Schema, sources: &Sources) -> BTreeSet<String> {
    let own = schema.files.iter().filter(|(_, file)| !file.is_import);
    own.map(|(_, file)| sources.get(file.source).display.clone()).collect()
}

/// Returns the type or the extension that declares a fact.
fn owner_name(fact: &Fact) -> &str {
    match fact {
        Fact::Extension { name, .. } => name,
        fact => fact.subject(),
    }
}

/// Returns the declaration of a fact; for a nested type that is gone, the type around it.
fn declared(schema: &Schema, fact: &Fact) -> Option<Element> {
    let names = std::iter::successors(Some(owner_name(fact)), |name| name.rsplit_once('.').map(|(around, _)| around));
    let is_own = |element: &Element| !schema[schema.file_of(*element)].is_import;
    names.into_iter().find_map(|name| schema.find(name)).filter(is_own)
}
