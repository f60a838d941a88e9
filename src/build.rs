//! `protoward build`: compiles, and writes images. A single binary file is written while it is encoded, without a schema in
//! memory.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::console::Console;
use super::diagnostics;
use super::input::{InputArgs, TypeArgs, files_of};
use super::outcome::Outcome;
use super::output::{Output, Target};
use super::words::duration;
use protoward_image::Format;
use protoward_inputs::{Compression, push_image};
use protoward_output::{FileStream, write_files};
use protoward_schema::Schema;
use protoward_schema::descriptor::Encode;
use protoward_source::Sources;
use protoward_workspace::{Origin, Workspace};

/// Compile a schema, and write it as an image
///
/// An image is the compiled schema in one file, imports included: a FileDescriptorSet, as `protoc -o` and `buf build`
/// write it. Without `-o`, the schema is only checked. `-o oci://HOST/NAME:TAG` pushes the image to a registry as an OCI
/// artifact, and prints its reference by digest.
#[derive(Debug, clap::Args)]
pub(super) struct Build {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    types: TypeArgs,

    /// Write the image to this file: `.binpb`, `.bin`, `.pb`, `.desc` or `.protoset`, `.json`, `.txtpb`, `.yaml`, each
    /// optionally with `.gz` or `.zst`, `-` for stdout, or `oci://` for a registry; `#format=` and `#compression=` override the extension. May be
    /// given several times
    #[arg(short, long = "output", value_name = "FILE")]
    outputs: Vec<Output>,

    /// Exclude files that are only imported
    #[arg(long)]
    exclude_imports: bool,

    /// Exclude source locations and comments
    #[arg(long)]
    exclude_source_info: bool,

    /// Accepted as a flag of buf: an image is always a FileDescriptorSet without additional metadata
    #[arg(long = "as-file-descriptor-set")]
    _as_file_descriptor_set: bool,

    /// Accepted as a flag of buf: options with source retention are never in an image, as in protoc's
    #[arg(long = "exclude-source-retention-options")]
    _exclude_source_retention_options: bool,
}

impl Build {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        if self.outputs.is_empty() {
            return self.input.each_project(console, |project, console| self.project(project, console));
        }
        match self.input.only_project("an image", console) {
            Some(project) => self.project(&project, console),
            None => Outcome::Failed,
        }
    }

    fn project(&self, input: &InputArgs, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let Some(origin) = self.build(input, &mut sources, console) else { return Outcome::Failed };
        console.print_status(&format!("compiled {} in {}", files_of(&origin), duration(start.elapsed())));
        // The process ends here, and freeing all texts takes time.
        std::mem::forget(sources);
        Outcome::Fine
    }

    fn build(&self, input: &InputArgs, sources: &mut Sources, console: &mut Console) -> Option<Origin> {
        if let [Output { target: Target::File(path), format: Format::Binary, compression: Compression::None }] =
            &self.outputs[..]
            && self.types.types().is_everything()
            && is_in_folder(path)
            && let Some(stream) = FileStream::open(path)
        {
            return self.stream(input, stream, sources, console);
        }
        let Workspace { schema, origin, .. } = input.open(sources, console)?;
        let schema = self.types.select(schema, sources, console)?;
        self.write(&schema, console).then_some(origin)
    }

    /// Writes a single binary image directly, which needs no schema.
    fn stream(
        &self,
        input: &InputArgs,
        mut stream: FileStream,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Option<Origin> {
        let origin = input.descriptor_set(self.what(), sources, console, |piece| stream.write(piece))?;
        stream.finish().map_err(|diagnostic| console.problem(*diagnostic)).ok()?;
        Some(origin)
    }

    const fn what(&self) -> Encode {
        Encode { imports: !self.exclude_imports, source_info: !self.exclude_source_info }
    }

    /// Writes all outputs or none: files first, because contents of a registry and output to stdout cannot be undone.
    fn write(&self, schema: &Schema, console: &mut Console) -> bool {
        let what = self.what();
        let (mut files, mut stdout): (Vec<(PathBuf, Vec<u8>)>, Vec<u8>) = Default::default();
        let mut pushes = Vec::new();
        for output in &self.outputs {
            let written =
                protoward_image::write(schema, what, output.format).map(|bytes| packed(output.compression, bytes));
            match (written, &output.target) {
                (Ok(bytes), Target::Stdout) => stdout.extend(bytes),
                (Ok(bytes), Target::File(path)) => files.push((path.clone(), output.in_line_ends_of(path, bytes))),
                (Ok(bytes), Target::Registry(reference)) => pushes.push((reference, bytes)),
                (Err(error), _) => {
                    console.problem(diagnostics::not_writable_as(output.format, &error));
                    return false;
                }
            }
        }
        if let Err(diagnostic) = write_files(files) {
            console.problem(*diagnostic);
            return false;
        }
        for (reference, image) in pushes {
            match push_image(reference, &image, self.input.options().dependencies.is_offline) {
                Ok(pushed) if stdout.is_empty() => console.print(&format!("{pushed}\n")),
                Ok(pushed) => console.note(&format!("{pushed}\n")),
                Err(error) => {
                    console.problem(diagnostics::not_pushed(reference, &error));
                    return false;
                }
            }
        }
        console.print_bytes(&stdout);
        true
    }
}

/// Returns `true` if the folder of a file exists; others are created with the files in them.
fn is_in_folder(path: &Path) -> bool {
    path.parent().is_none_or(|folder| folder.as_os_str().is_empty() || folder.is_dir())
}

fn packed(compression: Compression, bytes: Vec<u8>) -> Vec<u8> {
    match compression {
        Compression::None => bytes,
        compression => compression.pack(&bytes),
    }
}
