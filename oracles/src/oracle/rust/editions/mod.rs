//! Checks that Rust code for editions reads and writes messages as the features require.
//!
//! Input: every value of every feature on every kind of field (`matrix`), and random schemas. Random messages are read and
//! written by the generated code, by protoward itself, by prost-reflect and by Google's library for Python, each reading the
//! others' output. Output: the number of messages with equal results, and every other message.

mod draw;
mod judge;
mod matrix;
mod program;
mod subject;

use judge::Judge;
use program::Program;
use protoward_kit::Outcome;
use protoward_kit::error::Error;
use subject::ProgramArgs;

/// The number of messages of each type.
const MESSAGES: u64 = 8;

pub(super) fn run(seed: u64, count: u64, open_enums: bool) -> Result<Outcome, Error> {
    let mut subjects: Vec<ProgramArgs> = matrix::files().into_iter().map(ProgramArgs::written).collect();
    subjects.extend((0..count).filter_map(|number| ProgramArgs::drawn(seed, number)));
    let fields: usize = subjects.iter().map(|subject| subject.schema.fields.len()).sum();
    let program = Program::build(&subjects, open_enums)?;
    println!("{} schemas with {fields} fields compile as Rust", subjects.len());
    let mut judge = Judge::new(&subjects, program);
    judge.draw(seed, MESSAGES);
    judge.ask_rust()?;
    judge.ask_reflect();
    judge.ask_python()?;
    judge.report();
    Ok(if judge.is_fine() { Outcome::Passed } else { Outcome::Findings })
}
