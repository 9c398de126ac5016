import { z } from 'zod';

/** What the calls of the REST interface answer, as far as it is used. Servers add fields of their own. */

export const VersionSchema = z.object({ version: z.string() });

export const ParametersSchema = z.object({
  parameters: z.object({ maxattachmentsize: z.coerce.number().int().nonnegative().optional() }),
});

export const ValidLoginSchema = z.object({ result: z.union([z.boolean(), z.number()]) });

export const FieldSchema = z.object({ fields: z.array(z.object({ name: z.string() })) });

export const CreatedSchema = z.object({ id: z.coerce.number().int().positive() });

export const AttachedSchema = z.object({ ids: z.array(z.coerce.number().int().positive()).min(1) });

export const BugsSchema = z.object({
  bugs: z.array(z.object({ id: z.coerce.number().int().positive(), summary: z.string().optional() })),
});

const AttachmentSchema = z.object({
  id: z.coerce.number().int().positive(),
  file_name: z.string(),
  size: z.coerce.number().optional(),
  data: z.string().optional(),
});

export const AttachmentsOfBugSchema = z.object({ bugs: z.record(z.string(), z.array(AttachmentSchema)) });

export const AttachmentsByIdSchema = z.object({ attachments: z.record(z.string(), AttachmentSchema) });

export const CommentsSchema = z.object({
  bugs: z.record(
    z.string(),
    z.object({ comments: z.array(z.object({ id: z.coerce.number().int(), text: z.string() })) }),
  ),
});
