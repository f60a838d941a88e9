//! A schema from which code is generated.

use protoward_compiler::Compiler;
use protoward_rust_crate::{Generate, OptionValue, Plugin, generate};
use protoward_schema::{MessageId, Parent, Schema};
use protoward_source::MemoryTree;
use std::path::Path;
use std::sync::Arc;

use super::draw;
use super::matrix::Text;
use protoward_kit::random::Random;

/// A file with an edition, in a package of its own.
#[derive(Debug)]
pub(super) struct ProgramArgs {
    pub(super) package: String,
    pub(super) text: String,
    pub(super) schema: Schema,
    /// The descriptors, as `protoc` writes them.
    pub(super) set: Arc<Vec<u8>>,
}

impl ProgramArgs {
    /// Compiles a file of `matrix`.
    pub(super) fn written(text: Text) -> ProgramArgs {
        match ProgramArgs::new(text) {
            Ok(subject) => subject,
            Err(why) => panic!("the files of `matrix` compile: {why}"),
        }
    }

    /// Draws a file with random features for the whole file. Returns `None` if no draw compiles.
    pub(super) fn drawn(seed: u64, number: u64) -> Option<ProgramArgs> {
        let mut random = Random::keyed(seed, &[number]);
        (0..50).find_map(|_| {
            let package = format!("drawn{number}");
            let text = draw::file(&package, &mut random);
            ProgramArgs::new(Text { package, text }).ok()
        })
    }

    fn new(Text { package, text }: Text) -> Result<ProgramArgs, String> {
        let tree = MemoryTree::new([("a.proto", text.clone())]);
        let compiler = Compiler::new().resolver(tree).source_info(false);
        let compiled = compiler.compile(["a.proto"]).map_err(|error| format!("{error}\n{text}"))?;
        let set = Arc::new(compiled.encode());
        Ok(ProgramArgs { package, text, schema: compiled.into_schema(), set })
    }

    /// Generates the code of the package. Maps are sorted, so that the output does not depend on hashes.
    pub(super) fn code(&self, open_enums: bool) -> String {
        let mut entry = Generate::new(Plugin::Prost, "");
        let all = || OptionValue::List(vec![".".to_owned()]);
        let open = open_enums.then(|| ("open_enums", all()));
        for (name, value) in [("btree_map", all()), ("module_tree", OptionValue::Flag(false))].into_iter().chain(open) {
            entry.set(name, value).expect("prost has that option");
        }
        let plans = generate(&self.schema, &[entry], Path::new(""));
        let plans = plans.unwrap_or_else(|report| panic!("it is generated: {report:?}\n{}", self.text));
        let code =
            plans.iter().flat_map(|plan| plan.files()).map(|(_, code)| String::from_utf8_lossy(code).into_owned());
        code.collect()
    }

    /// Returns the top-level messages of the file, with their names.
    pub(super) fn messages(&self) -> impl Iterator<Item = (MessageId, &str)> {
        let top = self.schema.messages.iter().filter(|(_, message)| matches!(message.parent, Parent::File(_)));
        top.map(|(id, message)| (id, self.schema.text(message.name)))
    }
}
