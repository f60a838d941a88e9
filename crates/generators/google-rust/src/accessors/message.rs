//! Accessors of single messages: a view, which is empty if the field is not set, and a mutable proxy, which sets it.

use super::Accessor;
use crate::types::Receiver;
use protoward_schema::MessageId;

const GETTER: &str = "  pub fn $getter$($self$) -> $Msg$View<$'$> {
    let submsg = unsafe {
      self.inner.ptr().get_message_at_index($index$)
    };
    submsg
        .map(|ptr| unsafe { ::protobuf::__internal::runtime::MessageViewInner::wrap(ptr).into() })
       .unwrap_or($Msg$View::default())
  }
";

const MUTATORS: &str = "  pub fn $part$_mut(&mut self) -> $Msg$Mut<'_> {
     let ptr = unsafe {
       self.inner.ptr_mut().get_or_create_mutable_message_at_index(
         $index$, self.inner.arena()
       ).unwrap()
     };
     ::protobuf::__internal::runtime::MessageMutInner::from_parent(
         self.as_message_mut_inner(::protobuf::__internal::Private),
         ptr
     ).into()
  }
  pub fn set_$part$(&mut self,
    val: impl ::protobuf::IntoProxied<$Msg$>) {

    unsafe {
      ::protobuf::__internal::runtime::message_set_sub_message(
        ::protobuf::AsMut::as_mut(self).inner,
        $index$,
        val
      );
    }
  }
";

pub(super) fn write(accessor: &Accessor<'_>, id: MessageId, receiver: Receiver, page: &mut String) {
    let path = accessor.context.message_path(id, accessor.depth);
    accessor.fill(page, GETTER, receiver, &[("Msg", &path)]);
    if receiver.is_mutable() {
        accessor.fill(page, MUTATORS, receiver, &[("Msg", &path)]);
    }
}
