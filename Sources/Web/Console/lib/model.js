// Two-way binding for Quasar fields in JSX: <QInput {...model(form, 'name')} />
export function model(object, key, changed) {
  return {
    modelValue: object[key],
    'onUpdate:modelValue': (value) => {
      object[key] = value;
      changed?.(value);
    },
  };
}
