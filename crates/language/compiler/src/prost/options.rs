//! Decoding of options by the field numbers of `descriptor.proto`. These messages have no room for custom options.

use prost_types::uninterpreted_option::NamePart;
use prost_types::{
    EnumOptions, EnumValueOptions, ExtensionRangeOptions, FieldOptions, FileOptions, MessageOptions, MethodOptions,
    OneofOptions, ServiceOptions, UninterpretedOption,
};

use super::{Field, Message, Result};
use protoward_schema::descriptor::raw;

impl Message for FileOptions {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.text(&mut self.java_package),
            8 => field.text(&mut self.java_outer_classname),
            9 => field.int(&mut self.optimize_for),
            10 => field.flag(&mut self.java_multiple_files),
            11 => field.text(&mut self.go_package),
            16 => field.flag(&mut self.cc_generic_services),
            17 => field.flag(&mut self.java_generic_services),
            18 => field.flag(&mut self.py_generic_services),
            #[expect(deprecated, reason = "it is there all the same")]
            20 => field.flag(&mut self.java_generate_equals_and_hash),
            23 => field.flag(&mut self.deprecated),
            27 => field.flag(&mut self.java_string_check_utf8),
            31 => field.flag(&mut self.cc_enable_arenas),
            36 => field.text(&mut self.objc_class_prefix),
            37 => field.text(&mut self.csharp_namespace),
            39 => field.text(&mut self.swift_prefix),
            40 => field.text(&mut self.php_class_prefix),
            41 => field.text(&mut self.php_namespace),
            42 => field.flag(&mut self.php_generic_services),
            44 => field.text(&mut self.php_metadata_namespace),
            45 => field.text(&mut self.ruby_package),
            999 => field.messages(&mut self.uninterpreted_option),
            _ => Ok(()),
        }
    }
}

impl Message for MessageOptions {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.flag(&mut self.message_set_wire_format),
            2 => field.flag(&mut self.no_standard_descriptor_accessor),
            3 => field.flag(&mut self.deprecated),
            7 => field.flag(&mut self.map_entry),
            999 => field.messages(&mut self.uninterpreted_option),
            _ => Ok(()),
        }
    }
}

impl Message for FieldOptions {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.int(&mut self.ctype),
            2 => field.flag(&mut self.packed),
            3 => field.flag(&mut self.deprecated),
            5 => field.flag(&mut self.lazy),
            6 => field.int(&mut self.jstype),
            10 => field.flag(&mut self.weak),
            999 => field.messages(&mut self.uninterpreted_option),
            _ => Ok(()),
        }
    }
}

impl Message for OneofOptions {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            999 => field.messages(&mut self.uninterpreted_option),
            _ => Ok(()),
        }
    }
}

impl Message for ExtensionRangeOptions {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            999 => field.messages(&mut self.uninterpreted_option),
            _ => Ok(()),
        }
    }
}

impl Message for EnumOptions {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            2 => field.flag(&mut self.allow_alias),
            3 => field.flag(&mut self.deprecated),
            999 => field.messages(&mut self.uninterpreted_option),
            _ => Ok(()),
        }
    }
}

impl Message for EnumValueOptions {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.flag(&mut self.deprecated),
            999 => field.messages(&mut self.uninterpreted_option),
            _ => Ok(()),
        }
    }
}

impl Message for ServiceOptions {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            33 => field.flag(&mut self.deprecated),
            999 => field.messages(&mut self.uninterpreted_option),
            _ => Ok(()),
        }
    }
}

impl Message for MethodOptions {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            33 => field.flag(&mut self.deprecated),
            34 => field.int(&mut self.idempotency_level),
            999 => field.messages(&mut self.uninterpreted_option),
            _ => Ok(()),
        }
    }
}

impl Message for UninterpretedOption {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            2 => field.messages(&mut self.name)?,
            3 => field.text(&mut self.identifier_value)?,
            4 => self.positive_int_value = Some(field.varint()?),
            5 => self.negative_int_value = Some(field.varint()? as i64),
            6 => self.double_value = Some(field.double()?),
            7 => self.string_value = Some(raw::message_bytes(field.wire)?.to_owned()),
            8 => field.text(&mut self.aggregate_value)?,
            _ => {}
        }
        Ok(())
    }
}

impl Message for NamePart {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => self.name_part = raw::text(field.wire)?.to_owned(),
            2 => self.is_extension = field.varint()? != 0,
            _ => {}
        }
        Ok(())
    }
}
