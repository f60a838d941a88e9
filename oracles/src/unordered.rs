//! Descriptors of a file in which only what a formatter may change is left out.

use protoward_compiler::Compiler;
use protoward_kit::wire::varint;

/// The numbers of fields of `FileDescriptorProto` with imports, and of its options.
const IMPORTS: [u64; 4] = [3, 10, 11, 15];
const OPTIONS: u64 = 8;

/// A field of a message: its number, and its bytes with the tag.
pub type Field = (u64, Vec<u8>);

/// Compiles a file. Returns its descriptor; imports and file options are sorted, because a formatter sorts them. `None` if
/// the file does not compile.
pub fn descriptor(compiler: Compiler, file: &str) -> Option<Vec<Field>> {
    let compiled = compiler.threads(1).source_info(false).compile([file]).ok()?;
    let mut fields = fields(&compiled.file(file)?.encode())?;
    fields.retain(|(number, _)| !IMPORTS[1..].contains(number));
    for (number, bytes) in &mut fields {
        if *number == OPTIONS {
            *bytes = sorted_options(bytes)?;
        }
    }
    let (mut imports, others): (Vec<Field>, Vec<Field>) =
        fields.into_iter().partition(|(number, _)| *number == IMPORTS[0]);
    imports.sort();
    imports.extend(others);
    Some(imports)
}

/// Sorts the fields of an embedded message by their numbers.
fn sorted_options(field: &[u8]) -> Option<Vec<u8>> {
    let mut rest = field;
    varint(&mut rest)?;
    varint(&mut rest)?;
    let mut fields = fields(rest)?;
    fields.sort_by_key(|(number, _)| *number);
    Some(fields.into_iter().flat_map(|(_, bytes)| bytes).collect())
}

/// Divides a message into its fields.
fn fields(mut rest: &[u8]) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let start = rest;
        let tag = varint(&mut rest)?;
        match tag & 7 {
            0 => drop(varint(&mut rest)?),
            1 => rest = rest.get(8..)?,
            2 => {
                let length = usize::try_from(varint(&mut rest)?).ok()?;
                rest = rest.get(length..)?;
            }
            5 => rest = rest.get(4..)?,
            _ => return None,
        }
        fields.push((tag >> 3, start[..start.len() - rest.len()].to_vec()));
    }
    Some(fields)
}
