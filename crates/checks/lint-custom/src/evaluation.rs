//! The state of an evaluation. It counts steps and the bytes that are allocated, and stops at the [limits](crate::limits).

use crate::limits::{MAX_BYTES, MAX_STEPS, MAX_STRING};
use crate::options::{self, Options};
use crate::value::Value;
use protoward_cel::CelError as ConditionError;
use protoward_cel::Node;
use protoward_dynamic::Codec;
use protoward_schema::{Element, Schema};
use std::ops::Range;
use std::sync::OnceLock;

/// The schema that conditions look at.
#[derive(Debug)]
pub(crate) struct World<'a> {
    pub(crate) schema: &'a Schema,
    /// Made for the first custom option, because it indexes the whole schema.
    codec: OnceLock<Codec<'a>>,
}

impl<'a> World<'a> {
    pub(crate) const fn new(schema: &'a Schema) -> Self {
        Self { schema, codec: OnceLock::new() }
    }

    pub(crate) fn codec(&self) -> &Codec<'a> {
        self.codec.get_or_init(|| Codec::new(self.schema))
    }
}

/// The reason why an expression has no value.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// An error, which `&&` and `||` ignore if the other side decides.
    Error(ConditionError),
    /// A limit, which ends the evaluation.
    Limit(ConditionError),
}

impl Failure {
    pub(crate) fn into_error(self) -> ConditionError {
        match self {
            Self::Error(error) | Self::Limit(error) => error,
        }
    }
}

impl From<ConditionError> for Failure {
    fn from(error: ConditionError) -> Self {
        Self::Error(error)
    }
}

pub(crate) type Evaluated<'a> = Result<Value<'a>, Failure>;

/// One evaluation for one element.
#[derive(Debug)]
pub(crate) struct Evaluation<'a, 'w> {
    pub(crate) world: &'w World<'a>,
    pub(crate) element: Element,
    /// The variables of the macros around the current node, the innermost last.
    pub(crate) variables: Vec<(&'w str, Value<'a>)>,
    steps: u64,
    bytes: u64,
}

impl<'a, 'w> Evaluation<'a, 'w> {
    pub(crate) const fn new(world: &'w World<'a>, element: Element) -> Self {
        Self { world, element, variables: Vec::new(), steps: 0, bytes: 0 }
    }

    /// Returns the number of steps so far.
    pub(crate) const fn steps(&self) -> u64 {
        self.steps
    }

    /// Counts steps, and fails if there are too many of them.
    pub(crate) fn step(&mut self, at: &Range<usize>, steps: u64) -> Result<(), Failure> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps <= MAX_STEPS {
            return Ok(());
        }
        let message = format!("the condition takes more than {} steps", protoward_source::grouped(MAX_STEPS as usize));
        Err(Failure::Limit(ConditionError::new(at, message)))
    }

    /// Counts bytes that are about to be allocated.
    pub(crate) fn allocate(&mut self, at: &Range<usize>, bytes: usize) -> Result<(), Failure> {
        self.bytes = self.bytes.saturating_add(bytes as u64);
        self.step(at, bytes as u64 / 64)?;
        if self.bytes <= MAX_BYTES {
            return Ok(());
        }
        let message = format!("the condition takes more than {} MiB of memory", MAX_BYTES >> 20);
        Err(Failure::Limit(ConditionError::new(at, message)))
    }

    /// Counts a string that is about to be made.
    pub(crate) fn allocate_text(&mut self, at: &Range<usize>, length: usize) -> Result<(), Failure> {
        if length > MAX_STRING {
            let message = format!("the condition makes a string of more than {} KiB", MAX_STRING >> 10);
            return Err(Failure::Limit(ConditionError::new(at, message)));
        }
        self.allocate(at, length)
    }

    /// Returns `true` if an option of an element is set.
    pub(crate) fn is_set(&self, node: &Node, element: Element, name: &str) -> Result<bool, Failure> {
        let options = Options { schema: self.world.schema, element };
        options::is_set(options, name).map_err(|message| error(&node.token, message))
    }
}

/// Makes an error that `&&` and `||` may ignore.
pub(crate) fn error(at: &Range<usize>, message: impl Into<String>) -> Failure {
    Failure::Error(ConditionError::new(at, message))
}
