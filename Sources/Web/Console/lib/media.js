// Whether a media query holds now; reactive.
import { onScopeDispose, ref } from 'vue';

export function useMedia(query) {
  const media = window.matchMedia(query);
  const holds = ref(media.matches);
  const follow = () => { holds.value = media.matches; };
  media.addEventListener('change', follow);
  onScopeDispose(() => media.removeEventListener('change', follow));
  return holds;
}
