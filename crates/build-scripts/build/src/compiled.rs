//! The generator as part of the build script, with the feature `compiler`.

use std::sync::Arc;

use prost_types::FileDescriptorSet;

use super::custom::CustomCode;
use protoward_build_protocol::{Call, Error, Input, InputFiles, Options};

/// The generators of additional code.
#[derive(Clone, Debug, Default)]
pub(super) struct Custom(Vec<Arc<dyn CustomCode>>);

impl Custom {
    pub(super) fn push(&mut self, code: Arc<dyn CustomCode>) {
        self.0.push(code);
    }

    /// Returns these generators, followed by those of a builder.
    pub(super) fn before(self, builder: Self) -> Self {
        Self([self.0, builder.0].concat())
    }

    #[cfg(feature = "prost-build")]
    pub(super) fn codes(&self) -> Vec<Arc<dyn CustomCode>> {
        self.0.clone()
    }
}

/// Generates the code of a call in this process.
pub(super) fn generate(call: Call, custom: Custom) -> Result<(), Error> {
    protoward_build_engine::generate(&call, custom.0)
}

/// Compiles files to descriptors, and adds the types that other crates provide to the options.
pub(super) fn load(options: &mut Options, files: InputFiles) -> Result<FileDescriptorSet, Error> {
    let call = Call { config: options.clone(), builder: None, input: Some(Input::Files(files)) };
    let (fds, taken) = protoward_build_engine::load(&call)?;
    options.take(taken);
    Ok(fds)
}
