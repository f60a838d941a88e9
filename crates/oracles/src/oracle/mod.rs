//! protoward beside protoc and buf on real schemas: does it say the same?
//!
//! In: corpora, the pinned peers, the built `protoward`. Out: agreement as a number, and every disagreement by name.

mod agreement;
mod answer;
mod arguments;
mod breaking;
mod codegen;
mod compile;
mod compilers;
mod config;
pub mod convert;
mod crates;
mod descriptor;
mod fixes;
mod generate;
mod hostile;
mod images;
mod invalid;
mod known;
mod mutants;
mod openapi;
mod protoc;
mod python;
mod random;
mod rest;
mod rust;
mod share;
mod truth;
mod types;
mod witness;

use clap::Subcommand;

use crate::Outcome;
use crate::trouble::Trouble;
pub use rust::answer_conformance;

#[derive(Subcommand)]
pub enum Oracle {
    /// Accept or reject as protoc does, with the same descriptors
    Compile(compile::Options),
    /// Tell plugins what protoc tells them, and write what they write with it
    Codegen(codegen::Options),
    /// Read what protoc writes and write it again, byte for byte
    Descriptor(descriptor::Options),
    /// Reject what protoc rejects, at the same place, in real files with one token changed
    Mutants(mutants::Options),
    /// Agree with what protoc says to our fixtures of what the language forbids
    Invalid(invalid::Options),
    /// Answer inputs that nobody writes by hand as protoc does, in seconds and in bounded memory
    Hostile(hostile::Options),
    /// Sets of files that nobody wrote: verdict, bytes, and the place of the first error
    Random(random::Options),
    /// Mend what seeded changes to real schemas break: the fix compiles, and nothing else comes of it
    Fixes(fixes::Options),
    /// Find what buf finds, in seeded changes to real schemas
    Breaking(breaking::Options),
    /// Read what the gate calls compatible as the same, and show what it does not
    Witness(witness::Options),
    /// Find what foreign programs trip over, in seeded changes of every kind
    Truth(truth::Options),
    /// Build real crates with `PROTOC=protoward`: the same files as with protoc
    Crates(crates::Options),
    /// Do what protoc does with a command line: exit code, output, files, places of errors
    Protoc(protoc::Options),
    /// Write for Python what protoc writes, byte for byte, and load it there
    Python(python::Options),
    /// Read path templates and requests as the specification of `google.api.http` says
    Rest(rest::Options),
    /// Describe services by their http rules: valid OpenAPI documents with an operation for each
    Openapi(openapi::Options),
    /// Generate Rust that reads and writes what the schema says
    Rust(rust::Options),
    /// Run templates as `buf generate` does, over real modules
    Generate(generate::Options),
    /// Select types of a schema with all that they need, as buf does
    Types(types::Options),
    /// Write schemas as JSON, text and YAML as `buf build` does, and read them
    Images(images::Options),
    /// Read configurations as buf does, in small repositories that use it
    Config(config::Options),
    /// Put messages into other forms as protoc and `buf convert` do
    Convert(convert::Options),
}

pub fn run(oracle: &Oracle) -> Result<Outcome, Trouble> {
    match oracle {
        Oracle::Compile(options) => compile::run(options),
        Oracle::Codegen(options) => codegen::run(options),
        Oracle::Descriptor(options) => descriptor::run(options),
        Oracle::Mutants(options) => mutants::run(options),
        Oracle::Invalid(options) => invalid::run(options),
        Oracle::Hostile(options) => hostile::run(options),
        Oracle::Random(options) => random::run(options),
        Oracle::Breaking(options) => breaking::run(options),
        Oracle::Fixes(options) => fixes::run(options),
        Oracle::Witness(options) => witness::run(options),
        Oracle::Truth(options) => truth::run(options),
        Oracle::Python(options) => python::run(options),
        Oracle::Rest(options) => rest::run(options),
        Oracle::Openapi(options) => openapi::run(options),
        Oracle::Rust(options) => rust::run(options),
        Oracle::Generate(options) => generate::run(options),
        Oracle::Types(options) => types::run(options),
        Oracle::Images(options) => images::run(options),
        Oracle::Config(options) => config::run(options),
        Oracle::Convert(options) => convert::run(options),
        Oracle::Crates(options) => crates::run(options),
        Oracle::Protoc(options) => protoc::run(options),
    }
}
