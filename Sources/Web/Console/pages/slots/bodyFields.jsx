// Title, text, picture, button and address of what a slot shows.
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { TextField } from 'console/parts/Fields.jsx';
import { FieldEditor } from '../landing-page/FieldEditor.jsx';

const image = { name: 'image', kind: 'image' };

export const BodyFields = ({ body, disabled }) => (
  <>
    <TextField label={t('lpage.field.title')} maxlength="60" disable={disabled} {...model(body, 'title')} />
    <TextField type="textarea" autogrow label={t('lpage.field.text')} optional maxlength="400" disable={disabled} {...model(body, 'text')} />
    <FieldEditor field={image} value={body.image} path="image" scope="slot" disabled={disabled} change={(value) => { body.image = value; }} />
    <div class="form-row">
      <TextField label={t('lpage.field.button')} optional maxlength="20" disable={disabled} {...model(body, 'button')} />
      <TextField label={t('slots.url')} optional hint={t('slots.urlHint')} placeholder="https://" disable={disabled} {...model(body, 'url')} />
    </div>
  </>
);
BodyFields.props = ['body', 'disabled'];

export const blankBody = (body) => ({ title: '', text: '', image: '', button: '', url: '', ...body });
export const cleanBody = (body) => Object.fromEntries(Object.entries(body).map(([key, value]) => [key, (value ?? '').trim()]).filter(([, value]) => value));
export const hasBody = (body) => Boolean(body.title?.trim() || body.text?.trim() || body.image?.trim());
