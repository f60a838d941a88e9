//! The state of the check of a file: its problems, their places, and limits.

use protoward_constraints::cel::value::Reading;
use protoward_constraints::{OptionPlaces, View};
use protoward_dynamic::Message;
use protoward_schema::annotations::Annotation;
use protoward_schema::{Element, FileId};
use protoward_source::Place;
use std::cell::OnceCell;

/// The steps for all examples of a file.
const MAX_STEPS: u64 = 20_000_000;

/// A mistake in a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The element with the constraint.
    pub element: Element,
    /// The place of the part of the option that is wrong.
    pub place: Place,
    /// The mistake, and what to do about it.
    pub message: String,
}

/// A constraint that this program cannot judge.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unjudged {
    /// The place of the constraint.
    pub place: Place,
    /// The reason why it cannot be judged.
    pub message: String,
}

/// The result of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// Mistakes, because of which a program would refuse a constraint or judge wrongly.
    pub problems: Vec<Problem>,
    /// Constraints that cannot be judged.
    pub unjudged: Vec<Unjudged>,
}

/// The state of the check of a file.
#[derive(Debug)]
pub(crate) struct FileChecker<'c> {
    pub(crate) reading: Reading<'c>,
    file: FileId,
    text: Option<&'c str>,
    /// The places of the file, read for the first problem.
    places: OnceCell<OptionPlaces>,
    /// The steps that are left for examples.
    steps: u64,
    /// The element whose constraints are checked.
    element: Option<Element>,
    pub(crate) checked: Checked,
}

impl<'c> FileChecker<'c> {
    /// Creates the state for a file with its text, if it is known.
    pub(crate) const fn new(reading: Reading<'c>, file: FileId, text: Option<&'c str>) -> Self {
        let checked = Checked { problems: Vec::new(), unjudged: Vec::new() };
        Self { reading, file, text, places: OnceCell::new(), steps: MAX_STEPS, element: None, checked }
    }

    fn place(&self, element: Element, path: &[i32]) -> Place {
        let schema = self.reading.schema;
        self.places.get_or_init(|| OptionPlaces::new(schema, self.file, self.text)).find(schema, element, path)
    }

    /// Takes steps for an example. Returns `false` if the file has had too many.
    pub(crate) fn take_steps(&mut self, steps: u64) -> bool {
        self.steps = self.steps.saturating_sub(steps);
        self.steps > 0
    }

    /// Adds a mistake at a path in the descriptor of the element.
    pub(crate) fn problem(&mut self, path: &[i32], message: impl Into<String>) {
        let Some(element) = self.element else { return };
        let place = self.place(element, path);
        let problem = Problem { element, place, message: message.into() };
        if !self.checked.problems.contains(&problem) {
            self.checked.problems.push(problem);
        }
    }

    /// Adds a constraint that cannot be judged.
    pub(crate) fn unjudged(&mut self, path: &[i32], message: impl Into<String>) {
        let Some(element) = self.element else { return };
        let place = self.place(element, path);
        self.checked.unjudged.push(Unjudged { place, message: message.into() });
    }

    /// Calls a check with the message of an option, if an element has it.
    pub(crate) fn option(
        &mut self,
        annotation: Annotation,
        element: Element,
        check: impl FnOnce(&mut Self, &View<'_, 'c>),
    ) {
        let schema = self.reading.schema;
        let Some(option) = annotation.message(schema, element) else { return };
        self.element = Some(element);
        let path = annotation.path(schema, element);
        let decoded: Option<Message> =
            option.ty.and_then(|ty| self.reading.codec.decode_partial(ty, &option.bytes).ok());
        match decoded {
            Some(message) => {
                check(self, &View { reading: self.reading, message: &message, path, name: String::new() });
            }
            None => {
                let message = format!("the schema does not declare `{}`", annotation.name);
                self.unjudged(&path, message);
            }
        }
    }
}
