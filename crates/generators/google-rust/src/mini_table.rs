//! The code that builds the mini table of a message when it is first needed.

use crate::context::GoogleRustContext;
use crate::mini;
use crate::names::types as names;
use crate::template::fill;
use protoward_schema::{EnumType, FieldType, MessageId, Schema};

const STATIC: &str = include_str!("templates/mini_table_static.txt");

const START: &str = "unsafe impl ::protobuf::__internal::runtime::AssociatedMiniTable for $Msg$ {
  fn mini_table() -> ::protobuf::__internal::runtime::MiniTablePtr {
    static ONCE_LOCK: ::std::sync::OnceLock<::protobuf::__internal::runtime::MiniTableInitPtr> =
        ::std::sync::OnceLock::new();
    unsafe {
      ONCE_LOCK.get_or_init(|| {
";

const BUILD: &str = "        $static$.0 =
            ::protobuf::__internal::runtime::build_mini_table(\"$descriptor$\");
";

const LINK: &str = "        ::protobuf::__internal::runtime::link_mini_table(
            $static$.0, &[$messages$], &[$enums$]);
";

const ELSEWHERE: &str = "        <$Msg$ as ::protobuf::__internal::runtime::AssociatedMiniTable>::mini_table();
";

const END: &str = "        ::protobuf::__internal::runtime::MiniTableInitPtr($static$.0)
      }).0
    }
  }
}";

/// Writes the static of a mini table.
pub(crate) fn write_static(schema: &Schema, id: MessageId, page: &mut String) {
    fill(page, STATIC, &[("symbol", &names::mini_table(schema, id))]);
}

/// Writes the function that builds the mini table. Messages of a cycle are built together, by the first of them.
pub(crate) fn write(context: &GoogleRustContext<'_>, id: MessageId, name: &str, depth: usize, page: &mut String) {
    fill(page, START, &[("Msg", name)]);
    let cycle = context.cycles.of(id);
    match cycle.first() {
        Some(&first) if first != id => fill(page, ELSEWHERE, &[("Msg", &context.message_path(first, depth))]),
        _ => write_cycle(context, cycle, depth, page),
    }
    fill(page, END, &[("static", &context.mini_table_path(id, depth))]);
}

fn write_cycle(context: &GoogleRustContext<'_>, cycle: &[MessageId], depth: usize, page: &mut String) {
    for &id in cycle {
        let path = context.mini_table_path(id, depth);
        fill(page, BUILD, &[("static", &path), ("descriptor", &mini::message(context.schema, id))]);
    }
    for &id in cycle {
        let path = context.mini_table_path(id, depth);
        let [messages, enums] = links(context, id, cycle, depth);
        fill(page, LINK, &[("static", &path), ("messages", &messages), ("enums", &enums)]);
    }
}

/// Returns the mini tables to which that of a message refers: of messages and of closed enums.
fn links(context: &GoogleRustContext<'_>, id: MessageId, cycle: &[MessageId], depth: usize) -> [String; 2] {
    const INDENT: &str = ",\n            ";
    let schema = context.schema;
    let [mut messages, mut enums] = [const { String::new() }; 2];
    for field in mini::sorted_fields(schema, &schema[id]) {
        match schema[field].ty {
            FieldType::Message(id) | FieldType::Group(id) if cycle.contains(&id) => {
                messages.extend([&context.mini_table_path(id, depth), ".0", INDENT]);
            }
            FieldType::Message(id) | FieldType::Group(id) => {
                let path = context.message_path(id, depth);
                messages.extend([
                    "<",
                    &path,
                    " as ::protobuf::__internal::runtime::AssociatedMiniTable>::mini_table()",
                    INDENT,
                ]);
            }
            FieldType::Enum(id) if schema[id].features.enum_type == EnumType::Closed => {
                let path = context.enum_path(id, depth);
                enums.extend([
                    "<",
                    &path,
                    " as ::protobuf::__internal::runtime::AssociatedMiniTableEnum>::mini_table()",
                    INDENT,
                ]);
            }
            FieldType::Enum(_) | FieldType::Scalar(_) => {}
        }
    }
    [messages, enums]
}
