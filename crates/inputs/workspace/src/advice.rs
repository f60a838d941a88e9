//! Advice about unknown names from the rest of a project, if only a part of its files is compiled.

use super::compile::forward_problems;
use protoward_compiler::{Compiler, codes};
use protoward_source::{Diagnostic, Edit, Label, Place, Report, SourceId, Sources};

/// The files of a project: those that are compiled, and the others.
pub(super) struct ProjectFiles<'f> {
    pub(super) compiler: &'f Compiler,
    pub(super) targets: &'f [String],
    pub(super) others: &'f [String],
    /// `false` for the default configuration.
    pub(super) is_configured: bool,
}

impl ProjectFiles<'_> {
    /// Forwards the problems of a compilation, and returns `true` if everything compiled. An unknown name that another file of the
    /// project declares is explained as if all files were compiled.
    pub(super) fn forward_problems(&self, problems: Report, sources: &Sources, report: &mut Report) -> bool {
        let is_unknown = |it: &Diagnostic| [codes::UNKNOWN_NAME, codes::UNKNOWN_OPTION].contains(&it.code);
        if self.others.is_empty() || !problems.iter().any(is_unknown) {
            return forward_problems(problems, self.is_configured, sources, report);
        }
        let (all_sources, all) = self.problems_of_all();
        let advised = problems.into_iter().map(|problem| {
            let better =
                is_unknown(&problem).then(|| all.iter().find_map(|it| moved(it, &all_sources, &problem, sources)));
            better.flatten().unwrap_or(problem)
        });
        forward_problems(advised.collect(), self.is_configured, sources, report)
    }

    /// Returns the problems of all files, with their texts.
    fn problems_of_all(&self) -> (Sources, Report) {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let files: Vec<&String> = self.targets.iter().chain(self.others).collect();
        let loaded = self.compiler.load(files, &mut sources);
        let problems = loaded.link(&sources).report().clone();
        forward_problems(problems, self.is_configured, &sources, &mut report);
        (sources, report)
    }
}

/// Returns a problem with places in other sources, if it is about the same place as `like`.
fn moved(problem: &Diagnostic, from: &Sources, like: &Diagnostic, to: &Sources) -> Option<Diagnostic> {
    let (place, like_place) = (problem.place()?, like.place()?);
    let is_same = problem.code == like.code
        && from.get(place.source).display == to.get(like_place.source).display
        && from.bytes(place) == to.bytes(like_place);
    if !is_same {
        return None;
    }
    let source = |id: SourceId| {
        let file = from.get(id);
        to.iter().find(|(_, other)| other.display == file.display && other.text == file.text).map(|(id, _)| id)
    };
    let place = |place: Place| Some(Place { source: source(place.source)?, ..place });
    let edits = |edits: &[Edit]| {
        let moved = edits.iter().map(|edit| Some(Edit { place: place(edit.place)?, ..edit.clone() }));
        moved.collect::<Option<Vec<Edit>>>()
    };
    let labels = problem.labels.iter().map(|label| Some(Label { place: place(label.place)?, ..label.clone() }));
    Some(Diagnostic {
        labels: labels.collect::<Option<_>>()?,
        fix: edits(&problem.fix)?,
        choices: edits(&problem.choices)?,
        in_protoc: like.in_protoc,
        ..problem.clone()
    })
}
