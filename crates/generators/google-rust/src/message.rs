//! Messages: the struct, its view and mutable proxy, and the module of nested declarations.

use crate::accessors::Accessor;
use crate::context::GoogleRustContext;
use crate::error::Error;
use crate::mini::Positions;
use crate::names::fields::{self, AccessorName};
use crate::names::types as names;
use crate::template::fill;
use crate::types::Receiver;
use crate::{enumeration, mini_table, oneof};
use protoward_schema::{FieldId, MessageId};

const VIEW: &str = include_str!("templates/message_view.txt");
const MUTABLE: &str = include_str!("templates/message_mut.txt");
const OWNED: &str = include_str!("templates/message_owned.txt");
const END: &str = include_str!("templates/message_end.txt");
const POINTERS: &str = include_str!("templates/message_pointers.txt");

/// A message that is written `depth` modules below its file.
struct MessageCode<'a> {
    context: &'a GoogleRustContext<'a>,
    id: MessageId,
    depth: usize,
    accessors: Vec<(FieldId, AccessorName)>,
    positions: Positions,
}

/// Writes a message and everything in it.
///
/// # Errors
/// Fails if an enum value has no constant.
pub(crate) fn write(
    context: &GoogleRustContext<'_>,
    id: MessageId,
    depth: usize,
    page: &mut String,
) -> Result<(), Error> {
    let schema = context.schema;
    let name = names::message(schema, id);
    mini_table::write_static(schema, id, page);
    if schema.is_map_entry(id) {
        page.extend(["#[allow(dead_code)]\npub(super) struct ", &name, ";\n\n"]);
        mini_table::write(context, id, &name, depth, page);
        return Ok(());
    }
    let accessors = fields::accessors(schema, id);
    let code = MessageCode { context, id, depth, accessors, positions: Positions::new(schema, &schema[id]) };
    let mut mutable = String::new();
    code.write_accessors(Receiver::Mutable, &mut mutable)?;
    fill(page, VIEW, &[("Msg", &name)]);
    code.write_accessors(Receiver::View, page)?;
    fill(page, MUTABLE, &[("Msg", &name)]);
    page.push_str(&mutable);
    fill(page, OWNED, &[("Msg", &name)]);
    page.push_str(&mutable);
    fill(page, END, &[("Msg", &name)]);
    mini_table::write(context, id, &name, depth, page);
    page.push('\n');
    fill(page, POINTERS, &[("Msg", &name)]);
    code.write_module(page)
}

impl MessageCode<'_> {
    fn write_accessors(&self, receiver: Receiver, page: &mut String) -> Result<(), Error> {
        let Self { context, depth, .. } = *self;
        for (field, name) in &self.accessors {
            let index = self.positions.of(*field);
            Accessor { context, field: *field, name, index, depth }.write(receiver, page)?;
        }
        for &oneof in self.real_oneofs() {
            let fields = (self.accessors.as_slice(), &self.positions);
            oneof::write_methods(context, oneof, fields, (receiver, depth), page);
        }
        Ok(())
    }

    /// Writes the module of nested declarations, if there are any.
    fn write_module(&self, page: &mut String) -> Result<(), Error> {
        let Self { context, id, depth, .. } = *self;
        let schema = context.schema;
        let message = &schema[id];
        let oneofs: Vec<_> = self.real_oneofs().collect();
        if message.messages.is_empty() && message.enums.is_empty() && message.extensions.is_empty() && oneofs.is_empty()
        {
            return Ok(());
        }
        let module = names::module(schema, id);
        page.extend(["pub mod ", &module, " {"]);
        for (index, &nested) in message.messages.iter().enumerate() {
            if index > 0 {
                page.push('\n');
            }
            write(context, nested, depth + 1, page)?;
        }
        page.push('\n');
        for &nested in &message.enums {
            enumeration::write(schema, nested, page)?;
        }
        page.push('\n');
        for &oneof in oneofs {
            oneof::write_enums(context, oneof, depth + 1, page);
        }
        page.extend(["}  // pub mod ", &module, "\n"]);
        Ok(())
    }

    fn real_oneofs(&self) -> impl Iterator<Item = &protoward_schema::OneofId> {
        let schema = self.context.schema;
        schema[self.id].oneofs.iter().filter(|&&oneof| !schema[oneof].synthetic)
    }
}
