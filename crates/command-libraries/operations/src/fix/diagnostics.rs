//! Diagnostics about inputs whose files cannot be fixed.

use crate::fix::codes;
use protoward_inputs::Input;
use protoward_output::OUTPUT;
use protoward_source::Diagnostic;

pub(crate) fn not_fixable(input: &Input, kind: &str) -> Box<Diagnostic> {
    let message = format!("`--fix` cannot write to `{input}`, which is {kind}");
    let help = "use the folder of the files; `--diff` shows the changes of inputs with source text";
    Box::new(Diagnostic::error(OUTPUT, message).help(help))
}

pub(crate) fn only_a_part(input: &Input) -> Box<Diagnostic> {
    let message = format!("cannot remove elements of {input} alone: other files of the project may refer to them");
    Box::new(Diagnostic::error(codes::DEPRECATION, message).help("use the folder of the configuration"))
}
