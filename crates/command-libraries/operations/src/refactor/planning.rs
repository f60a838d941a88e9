//! Plans of refactorings of the elements that a user names by full names and paths.

use std::collections::BTreeMap;

use crate::refactor::diagnostics;
use crate::refactor::released::Released;
use protoward_refactor::{
    Destination, ImportPath, Planner, Refactoring, Refusal, RenameOptions, SplitOptions, Subject, described, scope_of,
};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Diagnostic, list, nearest};

/// Plans refactorings of one schema.
#[derive(Clone, Copy)]
pub struct NamedPlanner<'a> {
    /// The schema before the refactoring.
    pub schema: &'a Schema,
    /// The planner of the schema.
    pub planner: &'a Planner<'a>,
}

/// A planned refactoring, with the words for messages about it.
pub struct RefactoringPlan {
    /// The verb of what was done, and of what would be done.
    pub verb: [&'static str; 2],
    /// The change in words, without the verb.
    pub what: String,
    /// The declaration, file or package that it is about, in words.
    pub subject: String,
    /// The edits, and what they change.
    pub refactoring: Refactoring,
    /// `true` if the breaking rules judge the change.
    pub is_judged: bool,
}

/// A plan, or the reason why there is none.
pub type Planned = Result<RefactoringPlan, Box<Diagnostic>>;

impl NamedPlanner<'_> {
    /// Gives a declaration or a package another name.
    ///
    /// # Errors
    /// As all methods, fails if a name is unknown or the refactoring is not possible.
    pub fn rename(&self, old: &str, new: &str, options: RenameOptions) -> Planned {
        let Self { schema, planner } = *self;
        let old = old.trim_start_matches('.');
        let Some(subject) = planner.subject(old) else {
            return Err(Box::new(diagnostics::not_found(old, &planner.near(old))));
        };
        let (what, renamed) = match &subject {
            Subject::Element(element) => {
                let full_name = schema.full_name(*element);
                let name = match new.trim_start_matches('.').rsplit_once('.') {
                    None => new,
                    Some((scope, name)) if scope == scope_of(&full_name) || scope == scope_of(old) => name,
                    Some((scope, _)) => {
                        return Err(Box::new(diagnostics::other_scope(old, scope_of(&full_name), scope)));
                    }
                };
                (described(schema, *element), planner.rename(*element, name, options))
            }
            Subject::Package(_) if options.keeps_json || options.has_alias => {
                return Err(Box::new(diagnostics::only_of_members()));
            }
            Subject::Package(files) => (format!("package `{old}`"), planner.repackage(files, new)),
        };
        let refactoring = self.possible(&what, renamed)?;
        Ok(RefactoringPlan {
            verb: ["renamed", "would rename"],
            what: format!("{what} to `{new}`"),
            subject: what,
            refactoring,
            is_judged: true,
        })
    }

    /// Moves declarations of one file, with commas between their names, to another file.
    pub fn relocate(&self, names: &str, to: Destination) -> Planned {
        let Self { schema, planner } = *self;
        let mut elements: Vec<Element> = Vec::new();
        for name in names.split(',') {
            let element = declaration(planner, name)?;
            if !elements.contains(&element) {
                elements.push(element);
            }
        }
        let written = self.destination(&to.path)?;
        let to = Destination { path: written.path.clone(), ..to };
        let subject = list(&elements.iter().map(|&element| described(schema, element)).collect::<Vec<_>>());
        let mut refactoring = self.possible(&subject, planner.relocate(&elements, &to))?;
        place_beside(&mut refactoring, &written);
        let new = elements.first().and_then(|element| refactoring.changes.renames.moved.get(element));
        let what = match new {
            Some(new) if elements.len() == 1 => format!("{subject} to `{}` as `{new}`", to.path),
            _ => format!("{subject} to `{}`", to.path),
        };
        Ok(RefactoringPlan { verb: ["moved", "would move"], what, subject, refactoring, is_judged: true })
    }

    /// Gives each declaration of a file its own file.
    pub fn split(&self, path: &str, options: SplitOptions) -> Planned {
        let Self { schema, planner } = *self;
        let file = file(schema, planner, path)?;
        let subject = described(schema, file.into());
        // With the slash, the folder of a module itself is its root.
        let written = options.folder.as_deref().map(|folder| format!("{}/", folder.trim_end_matches('/')));
        let written = written.map(|folder| self.destination(&folder)).transpose()?;
        let folder = written.as_ref().map(|written| written.path.clone());
        let mut refactoring = self.possible(&subject, planner.split(file, &SplitOptions { folder, ..options }))?;
        written.iter().for_each(|written| place_beside(&mut refactoring, written));
        let what = subject.clone();
        Ok(RefactoringPlan { verb: ["split", "would split"], what, subject, refactoring, is_judged: true })
    }

    /// Moves all declarations of files, with commas between their paths, to one file.
    pub fn merge(&self, paths: &str, into: &str) -> Planned {
        let Self { schema, planner } = *self;
        let mut files: Vec<FileId> = Vec::new();
        for path in paths.split(',') {
            let file = file(schema, planner, path)?;
            if !files.contains(&file) {
                files.push(file);
            }
        }
        let subject = list(&files.iter().map(|&file| described(schema, file.into())).collect::<Vec<_>>());
        let into = self.destination(into)?;
        let mut refactoring = self.possible(&subject, planner.merge(&files, &into.path))?;
        place_beside(&mut refactoring, &into);
        let what = format!("{subject} into `{}`", into.path);
        Ok(RefactoringPlan { verb: ["merged", "would merge"], what, subject, refactoring, is_judged: true })
    }

    /// Makes a nested message or enum one at the top level of its file.
    pub fn extract(&self, name: &str, new_name: Option<&str>) -> Planned {
        let element = declaration(self.planner, name)?;
        let subject = described(self.schema, element);
        let refactoring = self.possible(&subject, self.planner.extract(element, new_name))?;
        let what = format!("{subject} as `{}`", moved(&refactoring, element));
        Ok(RefactoringPlan { verb: ["extracted", "would extract"], what, subject, refactoring, is_judged: true })
    }

    /// Moves a message or enum of the top level into a message of its file.
    pub fn inline(&self, name: &str, into: &str, new_name: Option<&str>) -> Planned {
        let Self { schema, planner } = *self;
        let element = declaration(planner, name)?;
        let into = match declaration(planner, into)? {
            Element::Message(id) => id,
            other => return Err(Box::new(diagnostics::not_a_message(&described(schema, other), schema.place(other)))),
        };
        let subject = described(schema, element);
        let refactoring = self.possible(&subject, planner.inline(element, into, new_name))?;
        let what = format!("{subject} as `{}`", moved(&refactoring, element));
        Ok(RefactoringPlan { verb: ["inlined", "would inline"], what, subject, refactoring, is_judged: true })
    }

    /// Gives members other numbers, if they were never released: those of `chosen`, as `name=number`, or consecutive ones for
    /// all.
    pub fn renumber(&self, name: &str, chosen: &[String], released: &Released) -> Planned {
        let Self { schema, planner } = *self;
        let holder = declaration(planner, name)?;
        let subject = described(schema, holder);
        let chosen = self.chosen(holder, chosen)?;
        let mut refactoring = self.possible(&subject, planner.renumber(holder, &chosen))?;
        for (&element, &number) in &refactoring.changes.numbers {
            if let Some(objection) = released.objection(schema, element, number) {
                let what = described(schema, element);
                return Err(Box::new(diagnostics::released(&what, &objection, schema.place(element))));
            }
        }
        let is_judged = !released.is_known();
        if is_judged {
            refactoring
                .notes
                .push("the files are not in a Git repository: no history says if the numbers were released".to_owned());
        } else {
            refactoring.breaks = None;
        }
        let what = subject.clone();
        Ok(RefactoringPlan { verb: ["renumbered", "would renumber"], what, subject, refactoring, is_judged })
    }

    /// Sorts the imports of all files.
    pub fn sort_imports(&self) -> RefactoringPlan {
        let own = self.schema.files.iter().filter(|(_, file)| !file.is_import);
        let mut refactoring = Refactoring::default();
        for (file, _) in own {
            let sorted = self.planner.sort_imports(file);
            refactoring.edits.extend(sorted.edits);
            refactoring.changes.files.extend(sorted.changes.files);
        }
        let what = "imports".to_owned();
        let subject = "the imports".to_owned();
        RefactoringPlan { verb: ["sorted", "would sort"], what, subject, refactoring, is_judged: true }
    }

    /// Returns the members and numbers that texts such as `id=3` choose.
    fn chosen(&self, holder: Element, texts: &[String]) -> Result<BTreeMap<Element, i32>, Box<Diagnostic>> {
        let Self { schema, planner } = *self;
        let mut chosen = BTreeMap::new();
        for text in texts {
            let parsed = text.split_once('=').and_then(|(name, number)| Some((name, number.parse::<i32>().ok()?)));
            let (name, number) = parsed.ok_or_else(|| Box::new(diagnostics::not_a_choice(text)))?;
            let members = planner.members_named(holder, &[name]).map_err(|name| {
                Box::new(diagnostics::no_member(&described(schema, holder), name, schema.place(holder)))
            })?;
            for member in members {
                if chosen.insert(member, number).is_some_and(|other| other != number) {
                    return Err(Box::new(diagnostics::chosen_twice(&described(schema, member))));
                }
            }
        }
        Ok(chosen)
    }

    /// Returns the import path of a destination.
    fn destination(&self, path: &str) -> Result<ImportPath, Box<Diagnostic>> {
        let written = self.planner.import_path(path);
        match written.other {
            Some(other) => Err(Box::new(diagnostics::in_other_module(path, self.schema.place(other)))),
            None => Ok(written),
        }
    }

    fn possible(&self, what: &str, planned: Result<Refactoring, Refusal>) -> Result<Refactoring, Box<Diagnostic>> {
        planned.map_err(|refusal| Box::new(diagnostics::refused(what, &refusal, self.schema)))
    }
}

/// Puts new files into the module that the path of their file or folder names.
fn place_beside(refactoring: &mut Refactoring, written: &ImportPath) {
    if let Some(beside) = written.beside {
        refactoring.created.iter_mut().for_each(|new| new.beside = beside);
    }
}

/// Returns the new name of a moved declaration.
fn moved(refactoring: &Refactoring, element: Element) -> String {
    refactoring.changes.renames.moved.get(&element).cloned().unwrap_or_default()
}

/// Returns the declaration with a full name, which is not that of a package.
fn declaration(planner: &Planner<'_>, name: &str) -> Result<Element, Box<Diagnostic>> {
    match planner.subject(name) {
        Some(Subject::Element(element)) => Ok(element),
        Some(Subject::Package(_)) => Err(Box::new(diagnostics::only_declarations(name))),
        None => Err(Box::new(diagnostics::not_found(name, &planner.near(name)))),
    }
}

/// Returns the file with an import path, or a path from the working directory.
fn file(schema: &Schema, planner: &Planner<'_>, path: &str) -> Result<FileId, Box<Diagnostic>> {
    let path = planner.import_path(path).path;
    schema.find_file(&path).ok_or_else(|| {
        let own = schema.files.iter().filter(|(_, file)| !file.is_import);
        let paths: Vec<&str> = own.map(|(id, _)| schema.name(id.into())).collect();
        Box::new(diagnostics::file_not_found(&path, &nearest(&path, paths.iter().copied())))
    })
}
