//! Validation in generated code, compared with protovalidate.

mod expressions;

use clap::Args;

use crate::oracle::draws::DrawArgs;
use protoward_kit::Outcome;
use protoward_kit::error::Error;

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    expressions: DrawArgs<3000>,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    expressions::run(&options.expressions)
}
