// How a content looks: a pop-up over a page, or a card within it.
import { Icon } from 'console/parts/Icon.jsx';
import { t } from 'console/i18n/index.js';

export const SlotPreview = ({ body, kind }) => {
  const content = body ?? {};
  const isEmpty = !content.title && !content.text && !content.image;
  return (
    <div class={['slots-preview', kind]} aria-label={t('slots.preview')} role="img">
      <div class="slots-page" aria-hidden="true"><span /><span /><span /><span /></div>
      <div class="slots-shown">
        {kind === 'popup' && <span class="slots-close" aria-hidden="true">×</span>}
        {isEmpty ? <p class="slots-nothing">{t('slots.previewEmpty')}</p> : (
          <>
            {content.image && (content.image.startsWith('/') ? <img src={content.image} alt="" /> : <span class="slots-picture"><Icon name="image" size={22} /></span>)}
            {content.title && <strong>{content.title}</strong>}
            {content.text && <p>{content.text}</p>}
            {content.button && <span class="slots-button">{content.button}</span>}
          </>
        )}
      </div>
    </div>
  );
};
SlotPreview.props = ['body', 'kind'];
