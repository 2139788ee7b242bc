// What to paste to send the first event, per client library. The key and the address are filled in.

/** The ways to deliver; `key` says which kind of key they take. */
export const clients = [
  { id: 'browser', kind: 'browser', key: 'browser', name: 'Lianlu JS (Web / H5)' },
  { id: 'curl', kind: 'native', key: 'server', name: 'HTTP (curl)' },
  { id: 'segment', kind: 'segment', key: 'server', name: 'segment-analytics-python' },
  { id: 'rudder', kind: 'segment', key: 'server', name: 'rudder-sdk-python' },
  { id: 'posthog', kind: 'posthog', key: 'server', name: 'posthog' },
  { id: 'posthog-v1', kind: 'posthog', key: 'server', name: 'posthog (V1)' },
  { id: 'sensors', kind: 'sensors', key: 'server', name: 'SensorsAnalyticsSDK' },
  { id: 'mixpanel', kind: 'mixpanel', key: 'server', name: 'mixpanel' },
];

export const clientFor = (kind) => clients.find((client) => client.kind === kind)?.id ?? 'curl';

const install = (pack) => `pip install ${pack}`;

/** Blocks of text for a client: [{ title, text }]. */
export function snippetsFor(id, { origin, key }) {
  const host = new URL(origin).host;
  const scheme = new URL(origin).protocol;
  switch (id) {
    case 'browser':
      return [{
        title: 'HTML',
        text: `<script>
  window.lianlu = window.lianlu || [];
  lianlu.push(['page']);
</script>
<script async src="${origin}/sdk/lianlu.js" data-key="${key}"></script>`,
      }, {
        title: 'JavaScript',
        text: `lianlu.push(['track', 'add_to_cart', { sku: 'A-1', price: 99 }]);
lianlu.push(['identify', 'u1', { name: '李晓明' }]);`,
      }];
    case 'curl':
      return [{
        title: 'Shell',
        text: `curl -X POST '${origin}/api/ingest/events' \\
  -H 'Authorization: Bearer ${key}' \\
  -H 'Content-Type: application/json' \\
  -d '{"type":"track","event":"add_to_cart","userId":"u1","messageId":"m-1",
       "properties":{"sku":"A-1","price":99}}'`,
      }];
    case 'segment':
      return [{ title: 'Shell', text: install('segment-analytics-python') }, {
        title: 'Python',
        text: `from segment.analytics import Client

client = Client(write_key='${key}', host='${origin}', gzip=True)
client.identify('u1', {'name': '李晓明', 'phone': '13800138000'})
client.track('u1', 'add_to_cart', {'sku': 'A-1', 'price': 99})
client.flush()`,
      }];
    case 'rudder':
      return [{ title: 'Shell', text: install('rudder-sdk-python') }, {
        title: 'Python',
        text: `from rudderstack.analytics.client import Client

client = Client(write_key='${key}', host='${origin}', gzip=True)
client.track('u1', 'add_to_cart', {'sku': 'A-1', 'price': 99})
client.flush()`,
      }];
    case 'posthog':
      return [{ title: 'Shell', text: install('posthog') }, {
        title: 'Python',
        text: `from posthog import Posthog

posthog = Posthog('${key}', host='${origin}')
posthog.capture('add_to_cart', distinct_id='u1', properties={'sku': 'A-1', 'price': 99})
posthog.shutdown()`,
      }];
    case 'posthog-v1':
      return [{ title: 'Shell', text: install('posthog') }, {
        title: 'Python',
        text: `from posthog import Posthog
from posthog.capture_mode import CaptureMode

posthog = Posthog('${key}', host='${origin}', capture_mode=CaptureMode.V1)
posthog.capture('add_to_cart', distinct_id='u1', properties={'sku': 'A-1', 'price': 99})
posthog.shutdown()`,
      }];
    case 'sensors':
      return [{ title: 'Shell', text: install('SensorsAnalyticsSDK') }, {
        title: 'Python',
        text: `import sensorsanalytics

consumer = sensorsanalytics.DefaultConsumer('${origin}/sa?project=default&token=${key}')
sa = sensorsanalytics.SensorsAnalytics(consumer)
sa.track('u1', 'AddToCart', {'sku': 'A-1', 'price': 99}, is_login_id=True)
sa.close()`,
      }, {
        title: 'JavaScript (sensorsdata)',
        text: `sensors.init({ server_url: '${scheme}//${host}/sa?project=default&token=${key}' });`,
      }];
    default:
      return [{ title: 'Shell', text: install('mixpanel') }, {
        title: 'Python',
        text: `from mixpanel import Consumer, Mixpanel

consumer = Consumer(
    events_url='${origin}/track',
    people_url='${origin}/engage',
    groups_url='${origin}/groups',
    import_url='${origin}/import',
)
mp = Mixpanel('${key}', consumer=consumer)
mp.track('u1', 'add_to_cart', {'sku': 'A-1', 'price': 99})`,
      }];
  }
}
