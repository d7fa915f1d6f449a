/**
 * Numbers in a list are packed in proto3 unless a field says otherwise. ts-proto 2.18 takes any option on such a field, as
 * our `rules`, for `packed = false` and would write bytes that no other implementation writes; so the code generator is
 * handed descriptors that state what proto3 means.
 */
import { fromBinary, isFieldSet, toBinary } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldOptionsSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';

const { STRING, BYTES, MESSAGE, GROUP } = FieldDescriptorProto_Type;
const UNPACKABLE = [STRING, BYTES, MESSAGE, GROUP];

/** The same descriptor set, with `packed = true` on every list of numbers that has options and does not mention it. */
export function statePacked(binpb) {
  const set = fromBinary(FileDescriptorSetSchema, binpb);
  for (const file of set.file.filter(({ syntax }) => syntax === 'proto3')) file.messageType.forEach(stateIn);
  return toBinary(FileDescriptorSetSchema, set);
}

function stateIn(message) {
  message.nestedType.forEach(stateIn);
  for (const field of message.field) {
    const isList = field.label === FieldDescriptorProto_Label.REPEATED && !UNPACKABLE.includes(field.type);
    if (!isList || field.options === undefined || isFieldSet(field.options, FieldOptionsSchema.field.packed)) continue;
    field.options.packed = true;
  }
}
