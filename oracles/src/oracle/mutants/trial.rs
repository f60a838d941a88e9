//! One mutant, given to both compilers.

use std::path::Path;

use crate::oracle::answer::{Answer, LIMITS, Verdict, ask};
use crate::oracle::compilers::Compiler;
use crate::oracle::mutants::draw::Mutant;
use protoward_kit::error::Error;
use protoward_kit::files;

/// The answers of both compilers to one mutant.
#[derive(Debug)]
pub(super) struct Trial {
    pub(super) mutant: Mutant,
    pub(super) theirs: Answer,
    pub(super) ours: Answer,
    pub(super) judgement: Judgement,
}

/// The degree of agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Judgement {
    BothAccept,
    /// Both reject it, with the first error at the same line and column.
    SamePlace,
    SameLine,
    OtherLine,
    OnlyProtocAccepts,
    OnlyWeAccept,
    /// protoward crashed, or exceeded the limits of time or memory.
    WeGaveNoAnswer,
    /// protoc crashed or exceeded its limits, so there is nothing to compare.
    ProtocGaveNoAnswer,
}

impl Judgement {
    pub(super) fn of(theirs: &Answer, ours: &Answer) -> Judgement {
        match (theirs.verdict, ours.verdict) {
            (Verdict::NoAnswer(_), _) => Judgement::ProtocGaveNoAnswer,
            (_, Verdict::NoAnswer(_)) => Judgement::WeGaveNoAnswer,
            (Verdict::Accepted, Verdict::Accepted) => Judgement::BothAccept,
            (Verdict::Accepted, Verdict::Rejected) => Judgement::OnlyProtocAccepts,
            (Verdict::Rejected, Verdict::Accepted) => Judgement::OnlyWeAccept,
            (Verdict::Rejected, Verdict::Rejected) => places(theirs, ours),
        }
    }

    pub(super) fn is_agreement(self) -> bool {
        matches!(self, Judgement::BothAccept | Judgement::SamePlace | Judgement::ProtocGaveNoAnswer)
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Judgement::BothAccept => "both accept",
            Judgement::SamePlace => "same place",
            Judgement::SameLine => "another column",
            Judgement::OtherLine => "another line",
            Judgement::OnlyProtocAccepts => "only protoc accepts",
            Judgement::OnlyWeAccept => "only protoward accepts",
            Judgement::WeGaveNoAnswer => "protoward gave no answer",
            Judgement::ProtocGaveNoAnswer => "protoc gave no answer",
        }
    }
}

/// Compares the positions of the first errors. Two answers without a position agree.
fn places(theirs: &Answer, ours: &Answer) -> Judgement {
    let place = |answer: &Answer| answer.first_error().map(|it| (it.file.to_owned(), it.line, it.column));
    match (place(theirs), place(ours)) {
        (theirs, ours) if theirs == ours => Judgement::SamePlace,
        (Some(theirs), Some(ours)) if (&theirs.0, theirs.1) == (&ours.0, ours.1) => Judgement::SameLine,
        _ => Judgement::OtherLine,
    }
}

/// Writes the mutant to a folder that precedes its include paths, and runs both compilers.
pub(super) fn trial(mutant: Mutant, protoc: &Compiler, protoward: &Compiler) -> Result<Trial, Error> {
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let path = folder.path().join(&mutant.original.name);
    files::write(&path, &mutant.text)?;
    let compile = |compiler: &Compiler, set: &str| {
        let roots = std::iter::once(Path::new(".")).chain(mutant.original.roots.iter().map(AsRef::as_ref));
        let run = compiler.over(roots).arg(format!("-o{set}")).arg(&mutant.original.name).current_dir(folder.path());
        ask(&run, LIMITS)
    };
    let theirs = compile(protoc, "protoc.binpb")?;
    let ours = compile(protoward, "protoward.binpb")?;
    let judgement = Judgement::of(&theirs, &ours);
    Ok(Trial { mutant, theirs, ours, judgement })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(verdict: Verdict, line: &str) -> Answer {
        Answer { verdict, lines: vec![line.to_owned()] }
    }

    fn rejected(one: &str, other: &str) -> Judgement {
        Judgement::of(&answer(Verdict::Rejected, one), &answer(Verdict::Rejected, other))
    }

    #[test]
    fn compares_places_by_file_line_and_column() {
        assert_eq!(rejected("a:1:2: x", "a:1:2: y"), Judgement::SamePlace);
        assert_eq!(rejected("a:1:2: x", "a:1:3: y"), Judgement::SameLine);
        assert_eq!(rejected("a:1:2: x", "b:1:2: y"), Judgement::OtherLine);
        assert_eq!(rejected("a:1:2: x", "a: y"), Judgement::OtherLine);
        assert_eq!(rejected("a: x", "a: y"), Judgement::SamePlace);
    }

    #[test]
    fn does_not_count_a_crash_as_an_agreement() {
        let crash = answer(Verdict::NoAnswer("crashed"), "");
        let judgement = Judgement::of(&answer(Verdict::Rejected, ""), &crash);
        assert_eq!(judgement, Judgement::WeGaveNoAnswer);
        assert!(!judgement.is_agreement());
    }
}
