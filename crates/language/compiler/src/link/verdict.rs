//! The final selection of diagnostics, and of the files without errors.

use super::checks::Checked;
use super::unit::{CompilationUnit, UnitsBySource};
use super::{LinkSettings, diagnostics};
use crate::codes;
use crate::lookup::HashSet;
use protoward_schema::FileId;
use protoward_source::{Code, Diagnostic, Place, Report, Severity, Sources};
use protoward_syntax::ast::{ImportKind, Span};
use protoward_syntax::literal;

/// Reports diagnostics file by file. Returns for each file whether the file and its imports have no errors. The files of `displaced` lack
/// a type because of an error in another file.
pub(super) fn verdict(
    units: &[CompilationUnit<'_>],
    settings: &LinkSettings<'_>,
    checked: Checked,
    displaced: &[FileId],
    sources: &Sources,
    report: &mut Report,
) -> Vec<bool> {
    let by_source = UnitsBySource::new(units);
    let rank = |diagnostic: &Diagnostic| by_source.get(diagnostic.place()?.source);
    let missing = missing(units);
    let errors = |report: &Report| {
        let mut ranks = Vec::new();
        for diagnostic in report.iter().filter(is_error) {
            ranks.extend(rank(diagnostic));
        }
        ranks
    };
    let mut early = errors(report);
    let mut wrong_before = vec![false; units.len()];
    early.iter().for_each(|&rank| wrong_before[rank] = true);
    let is_sure = |diagnostic: &Diagnostic| {
        // Warnings would distract from the errors of an import.
        let distracts = |rank: usize| !is_error(&diagnostic) && wrong_before[rank];
        rank(diagnostic).is_none_or(|rank| !missing[rank].explains(diagnostic) && !distracts(rank))
    };
    let sure = |found: Report| {
        let mut sure = Report::default();
        for diagnostic in found {
            if is_sure(&diagnostic) {
                sure.push(diagnostic);
            }
        }
        sure
    };
    let of_files = sure(checked.of_files);
    let late = sure(checked.late);
    early.append(&mut errors(&of_files));
    let mut broken = early.clone();
    broken.append(&mut errors(&late));
    broken.extend(displaced.iter().map(|file| file.index()));
    let is_good = good(units, settings.files, &broken);
    let mut blamed = Report::default();
    if settings.blame_imports {
        // protoc runs late checks only if all importers were built.
        let is_built = good(units, settings.files, &early);
        blamed = imports_with_errors(&units[..settings.files], &is_built, sources, report);
    }
    let mut earlier = std::mem::take(report);
    earlier.append(blamed);
    *report = settings.turns.merge(units, &by_source, sources, earlier, of_files);
    report.append(settings.turns.merge(units, &by_source, sources, Report::default(), late));
    is_good
}

fn is_error(diagnostic: &&Diagnostic) -> bool {
    diagnostic.severity == Severity::Error
}

fn good(units: &[CompilationUnit<'_>], files: usize, broken: &[usize]) -> Vec<bool> {
    let mut good = vec![true; units.len()];
    for &index in broken {
        good[index] = false;
    }
    for (index, unit) in units[..files].iter().enumerate() {
        let imports_good = unit.imports.iter().all(|import| import.is_some_and(|file| good[file.index()]));
        good[index] = good[index] && unit.is_complete && imports_good;
    }
    good
}

/// The missing parts of a file.
#[derive(Clone, Copy)]
enum MissingParts {
    Nothing,
    /// Declarations of imports, because an import is missing or has errors.
    Imports,
    /// Declarations of the file itself.
    Parts,
}

/// The errors that may be consequences of a missing declaration in another file.
const BECAUSE_OF_OTHERS: &[Code] = &[
    codes::UNKNOWN_NAME,
    codes::UNKNOWN_OPTION,
    codes::WRONG_KIND,
    codes::BAD_OPTION_VALUE,
    codes::BAD_DEFAULT,
    codes::EXTENSION_NUMBER,
    codes::EXTENSION_DECLARATION,
];

impl MissingParts {
    /// Returns `true` if a diagnostic may be a consequence of the missing parts.
    fn explains(self, diagnostic: &Diagnostic) -> bool {
        match self {
            Self::Nothing => false,
            Self::Imports => BECAUSE_OF_OTHERS.contains(&diagnostic.code),
            Self::Parts => true,
        }
    }
}

/// Returns the missing parts of each file. Files follow their imports.
fn missing(units: &[CompilationUnit<'_>]) -> Vec<MissingParts> {
    let mut missing = Vec::with_capacity(units.len());
    // For each file, `true` if importers may miss declarations of the file.
    let mut brings_less: Vec<bool> = Vec::with_capacity(units.len());
    for unit in units {
        let mut less = !unit.is_complete;
        let mut lack = false;
        for (decl, file) in unit.import_decls() {
            let lacks = file.is_none_or(|file| brings_less[file.index()]);
            lack |= lacks;
            less |= lacks && decl.kind == ImportKind::Public;
        }
        brings_less.push(less);
        missing.push(match (unit.is_complete, lack) {
            (false, _) => MissingParts::Parts,
            (true, true) => MissingParts::Imports,
            (true, false) => MissingParts::Nothing,
        });
    }
    missing
}

/// Reports each import of a file with errors, unless the import is already reported.
fn imports_with_errors(units: &[CompilationUnit<'_>], is_good: &[bool], sources: &Sources, earlier: &Report) -> Report {
    let known: HashSet<Place> = earlier.iter().filter_map(|it| it.in_protoc.or(it.place())).collect();
    let mut reported = Report::default();
    for unit in units.iter().filter(|unit| unit.is_complete) {
        for (decl, file) in unit.import_decls() {
            if file.is_some_and(|file| is_good[file.index()]) {
                continue;
            }
            let place = |span: Span| sources.place(unit.source, span.range());
            let path = place(decl.path);
            let statement = place(decl.span);
            if !known.contains(&statement) && !known.contains(&path) {
                let name = literal::string_lossy(unit.text, decl.path);
                let diagnostic = diagnostics::import_with_errors(&name, path);
                reported.push(diagnostic.in_protoc(statement));
            }
        }
    }
    reported
}
